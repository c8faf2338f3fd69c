#include <stdexcept>
#include <utility>

#include "support/place.hpp"
#include "support/simulation.hpp"

// The way of actions through the simulated world: to the clients, to other shards.

namespace halley::test {

using namespace protocol;

std::chrono::milliseconds Simulation::wall_clock(TimePoint at)
{
    return std::chrono::milliseconds{981173106789} +
           std::chrono::duration_cast<std::chrono::milliseconds>(at - beginning);
}

void Simulation::sent(Outlet to, const Delivery& delivery)
{
    if (delivery.events.empty()) return;
    cross(to.shard, delivery.owner.shard, [this, owner = delivery.owner] {
        shards_[owner.shard]->handle_sent(owner);
    });
}

void Simulation::returned(Outlet to, const Delivery& delivery)
{
    if (delivery.events.empty()) return;
    cross(to.shard, delivery.owner.shard, [this, delivery] {
        shards_[delivery.owner.shard]->handle_returned(delivery.owner, delivery.events, now_);
    });
}

void Simulation::tell_lost(Outlet outlet)
{
    for (ShardId id = 0; id < shards_.size(); ++id)
        cross(outlet.shard, id, [this, id, outlet] { shards_[id]->handle_lost(outlet, now_); });
}

void Simulation::settle()
{
    if (in_turn_) return;
    while (poll() || (mail_ && mail_->lucky() && mail_->deliver_one()))
        ;
}

bool Simulation::poll()
{
    bool moved = false;
    for (ShardId id = 0; id < shards_.size(); ++id) {
        while (auto action = shards_[id]->poll_action()) {
            carry_out(id, std::move(*action));
            moved = true;
        }
    }
    return moved;
}

void Simulation::delay_mail(unsigned seed)
{
    mail_.emplace(seed);
}

void Simulation::end_turn()
{
    in_turn_ = false;
    settle();
}

void Simulation::deliver_mail()
{
    in_turn_ = false;
    while (poll() || (mail_ && mail_->deliver_one()))
        ;
}

void Simulation::cross(ShardId from, ShardId to, std::function<void()> letter)
{
    if (from == to || !mail_) {
        letter();
    } else {
        mail_->send(from, to, std::move(letter));
    }
}

void Simulation::carry_out(ShardId from, Action action)
{
    if (auto* respond = std::get_if<Respond>(&action)) {
        cross(from, respond->to.shard, [this, respond = std::move(*respond)] {
            deliver(respond.to, respond.delivery, respond.set_browser);
        });
    } else if (auto* send = std::get_if<Send>(&action)) {
        cross(from, send->to.shard, [this, send = std::move(*send)] {
            deliver(send.to, send.delivery, {});
        });
    } else if (const auto* close = std::get_if<Close>(&action)) {
        cross(from, close->to.shard, [this, close = *close] {
            place(close.to).closed = close.reason;
            if (close.reason == CloseReason::replaced) lose(close.to);
        });
    } else if (const auto* fan = std::get_if<Fan>(&action)) {
        for (ShardId id = 0; id < shards_.size(); ++id) {
            if (id == from) continue;
            cross(from, id, [this, id, event = fan->event] {
                shards_[id]->handle_event(event, now_);
            });
        }
    } else if (auto* forward = std::get_if<Forward>(&action)) {
        const auto exchange =
            std::make_shared<std::unique_ptr<Exchange>>(std::move(forward->exchange));
        cross(from, forward->to, [this, to = forward->to, exchange] {
            shards_[to]->handle_exchange(std::move(*exchange), now_);
        });
    } else {
        carry_out_locally(from, action);
    }
}

void Simulation::carry_out_locally(ShardId from, const Action& action)
{
    if (const auto* open = std::get_if<OpenService>(&action)) {
        service_calls_.push_back({"open", open->service, from, open->name, open->caller});
    } else if (const auto* resume = std::get_if<ResumeService>(&action)) {
        service_calls_.push_back({"resume", resume->service, from, {}, {}});
    } else if (const auto* write = std::get_if<WriteService>(&action)) {
        service_calls_.push_back({"write", write->service, from, write->message.text, {}});
    } else if (const auto* finish = std::get_if<FinishService>(&action)) {
        service_calls_.push_back({"finish", finish->service, from, {}, {}});
    } else if (const auto* abort = std::get_if<AbortService>(&action)) {
        service_calls_.push_back({"abort", abort->service, from, {}, {}});
    }
}

void Simulation::deliver(Outlet to, Delivery delivery, std::string cookie)
{
    auto& there = place(to);
    if (!to.streaming) there.cookie = std::move(cookie);
    if (there.lost) {
        returned(to, delivery);
        tell_lost(to);
        return;
    }
    if (there.stalled) {
        there.waiting.push_back(std::move(delivery));
        return;
    }
    record(there, delivery);
    sent(to, delivery);
}

void Simulation::record(Place& there, const Delivery& delivery)
{
    const auto add_frame = [&](std::string frame) {
        there.frames.push_back(std::move(frame));
        arrivals_.push_back(there.outlet);
    };
    if (delivery.envelope == Envelope::object && there.outlet.streaming) {
        for (const auto& event : delivery.events)
            add_frame(delivery.prefix + std::string{event->text().substr(1)});
        if (!delivery.replies.empty()) add_frame(delivery.replies);
        return;
    }
    std::string text;
    for (const auto& event : delivery.events) {
        if (!text.empty()) text += ',';
        text += event->text();
    }
    if (!text.empty() && !delivery.replies.empty()) text += ',';
    text += delivery.replies;
    if (delivery.envelope == Envelope::array) text = "[" + text + "]";
    if (there.outlet.streaming) {
        add_frame(std::move(text));
        return;
    }
    there.last = delivery.last;
    if (there.body) throw std::runtime_error{"an HTTP exchange was answered twice"};
    there.body = std::move(text);
    arrivals_.push_back(there.outlet);
}

std::vector<Outlet> Simulation::arrivals()
{
    return std::exchange(arrivals_, {});
}

}  // namespace halley::test
