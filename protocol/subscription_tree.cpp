#include "protocol/subscription_tree.hpp"

#include <utility>

// Rules of this file:
// - A node is one segment; its three lists are the sessions subscribed to the
//   node itself, to `*` below it and to `**` below it.
// - A node without lists and children is removed at once, so memory follows
//   the subscriptions.

namespace halley::protocol {

namespace {

std::string_view take_segment(std::string_view& rest)
{
    const auto end = rest.find('/', 1);
    const auto segment = rest.substr(1, end == std::string_view::npos ? end : end - 1);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    return segment;
}

}  // namespace

struct SubscriptionTree::Node {
    explicit Node(Node* above = nullptr, std::string_view segment = {})
        : parent(above), name(segment)
    {
    }

    bool useless() const
    {
        return exact.empty() && single.empty() && deep.empty() && children.empty();
    }

    /// Splits a pattern into the path of a node and the list of it that is meant.
    static std::pair<std::string_view, List Node::*> split(std::string_view pattern)
    {
        if (pattern.ends_with("/**")) return {pattern.substr(0, pattern.size() - 3), &Node::deep};
        if (pattern.ends_with("/*")) return {pattern.substr(0, pattern.size() - 2), &Node::single};
        return {pattern, &Node::exact};
    }

    Node* const parent;
    const std::string name;
    List exact;
    List single;
    List deep;
    // The keys are views of the children's names.
    boost::unordered_flat_map<std::string_view, std::unique_ptr<Node>> children;
};

SubscriptionTree::SubscriptionTree() : root_(std::make_unique<Node>()) {}
SubscriptionTree::~SubscriptionTree() = default;

bool SubscriptionTree::subscribe(std::string_view pattern, Slot session)
{
    auto [path, which] = Node::split(pattern);
    auto* node = root_.get();
    while (!path.empty()) {
        const auto segment = take_segment(path);
        auto found = node->children.find(segment);
        if (found == node->children.end()) {
            auto child = std::make_unique<Node>(node, segment);
            const std::string_view name = child->name;
            found = node->children.emplace(name, std::move(child)).first;
            ++nodes_;
        }
        node = found->second.get();
    }
    auto& list = node->*which;
    if (!places_.emplace(Place{&list, session}, list.size()).second) return false;
    list.push_back(session);
    if (list.size() == 1) interest_.add(pattern);
    ++size_;
    return true;
}

bool SubscriptionTree::unsubscribe(std::string_view pattern, Slot session)
{
    auto [path, which] = Node::split(pattern);
    auto* node = root_.get();
    while (!path.empty()) {
        const auto found = node->children.find(take_segment(path));
        if (found == node->children.end()) return false;
        node = found->second.get();
    }
    auto& list = node->*which;
    const auto place = places_.find(Place{&list, session});
    if (place == places_.end()) return false;

    // The last one takes the place that becomes free.
    const auto index = place->second;
    places_.erase(place);
    const auto last = list.back();
    list.pop_back();
    if (last != session) {
        list[index] = last;
        places_[Place{&list, last}] = index;
    }
    if (list.empty()) {
        List{}.swap(list);
        interest_.remove(pattern);
    }
    --size_;
    prune(node);
    return true;
}

void SubscriptionTree::prune(Node* node)
{
    while (node->parent && node->useless()) {
        auto* const parent = node->parent;
        // The key is a view of the node's name: it must go first.
        const auto found = parent->children.find(std::string_view{node->name});
        const auto removed = std::move(found->second);
        parent->children.erase(found);
        --nodes_;
        node = parent;
    }
}

void SubscriptionTree::collect(std::string_view channel, std::vector<const List*>& lists) const
{
    const auto* node = root_.get();
    for (auto rest = channel; !rest.empty();) {
        if (!node->deep.empty()) lists.push_back(&node->deep);
        const auto segment = take_segment(rest);
        if (rest.empty() && !node->single.empty()) lists.push_back(&node->single);
        const auto found = node->children.find(segment);
        if (found == node->children.end()) return;
        node = found->second.get();
    }
    if (!node->exact.empty()) lists.push_back(&node->exact);
}

}  // namespace halley::protocol
