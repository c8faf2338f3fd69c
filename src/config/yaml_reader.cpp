#include "src/config/yaml_reader.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "src/config/source_text.hpp"

namespace halley::config {
namespace {

/// Ends the parsing of a document that is not worth following.
struct GiveUp {
    Problem problem;
};

/// Builds the tree from yaml-cpp's events. yaml-cpp's own tree is not used: it
/// keeps duplicate keys silently and runs in circles when an alias names itself.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const SourceText& source, std::vector<Problem>& problems)
        : source_(source), problems_(problems)
    {
    }

    NodePtr root() const { return root_; }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (root_)
            throw GiveUp{
                {place(mark), "a second document in the file"}
            };
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(make(Node::Kind::null, mark), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto node = anchor < anchors_.size() ? anchors_[anchor] : nullptr;
        if (!node)
            throw GiveUp{
                {place(mark), "an alias inside of what it names"}
            };
        add(node, 0);
    }

    void OnScalar(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  const std::string& text) override
    {
        const bool quoted = tag == "!";
        if (quoted && !source_.quote_ends(mark.line, mark.column)) {
            throw GiveUp{
                {place(mark), "YAML syntax: a quotation mark is missing"}
            };
        }
        auto node = make(Node::Kind::scalar, mark);
        node->text = text;
        add(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark,
                         const std::string&,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(make(Node::Kind::list, mark), anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark,
                    const std::string&,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(make(Node::Kind::map, mark), anchor);
    }
    void OnMapEnd() override { close(); }

private:
    static constexpr std::size_t deepest = 32;

    struct Open {
        std::shared_ptr<Node> node;
        YAML::anchor_t anchor;
        NodePtr key = nullptr;                                    // of the value that comes next
        std::unordered_map<std::string, std::size_t> lines = {};  // of the keys so far
    };

    Position place(const YAML::Mark& mark) const
    {
        return source_.position(mark.line, mark.column);
    }

    std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark) const
    {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->at = place(mark);
        return node;
    }

    // yaml-cpp places a null where the next thing stands.
    static NodePtr null_at(Position at)
    {
        auto node = std::make_shared<Node>();
        node->at = at;
        return node;
    }

    void open(std::shared_ptr<Node> node, YAML::anchor_t anchor)
    {
        if (open_.size() == deepest)
            throw GiveUp{
                {node->at, "nested too deeply"}
            };
        open_.push_back({std::move(node), anchor});
    }

    void close()
    {
        auto closed = std::move(open_.back());
        open_.pop_back();
        add(std::move(closed.node), closed.anchor);
    }

    void add(NodePtr node, YAML::anchor_t anchor)
    {
        if (anchor != 0) {
            anchors_.resize(std::max<std::size_t>(anchors_.size(), anchor + 1));
            anchors_[anchor] = node;
        }
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (auto& parent = open_.back(); parent.node->kind == Node::Kind::list) {
            if (node->is_null()) node = null_at(parent.node->at);
            parent.node->items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = std::move(node);
        } else {
            add_entry(parent, *std::exchange(parent.key, nullptr), std::move(node));
        }
    }

    void add_entry(Open& map, const Node& key, NodePtr value)
    {
        if (key.kind != Node::Kind::scalar) {
            problems_.push_back({key.at, "a key must be text, not " + describe(key)});
            return;
        }
        const auto [earlier, added] = map.lines.emplace(key.text, key.at.line);
        if (!added) {
            problems_.push_back({key.at,
                                 "the key " + quote(key.text) + " is already in line " +
                                     std::to_string(earlier->second)});
            return;
        }
        if (value->is_null()) value = null_at(key.at);
        map.node->entries.push_back({key.text, key.at, std::move(value)});
    }

    const SourceText& source_;
    std::vector<Problem>& problems_;
    std::vector<Open> open_;
    std::vector<NodePtr> anchors_;
    NodePtr root_;
};

// yaml-cpp speaks of its grammar; these speak of the file.
std::string explain(const std::string& message)
{
    // clang-format off
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"illegal map value", "a \":\" cannot stand here; check the indentation"},
        {"end of map not found",
         "neither a key at the indentation of those above nor their end; check the indentation "
         "and the \":\""},
        {"end of sequence not found",
         "neither an item at the indentation of those above nor their end; check the indentation "
         "and the \"-\""},
        {"end of map flow not found", "a \"}\" is missing"},
        {"end of sequence flow not found", "a \"]\" is missing"},
        {"unknown token", "a value cannot begin with this character; put it in quotes"},
    };
    // clang-format on
    for (const auto& [theirs, ours] : words) {
        if (message == theirs) return "YAML syntax: " + std::string{ours};
    }
    return "YAML syntax: " + message;
}

}  // namespace

Document read_yaml(std::string_view text)
{
    Document document{std::make_shared<Node>(), {}};
    const SourceText source{text};
    if (auto problem = source.find_problem()) {
        document.problems.push_back(std::move(*problem));
        return document;
    }
    TreeBuilder builder{source, document.problems};
    try {
        std::istringstream stream{source.for_parser()};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
        if (builder.root()) document.root = builder.root();
    } catch (const GiveUp& reason) {
        document.problems.push_back(reason.problem);
    } catch (const YAML::Exception& error) {
        const auto at = source.position(error.mark.line, error.mark.column);
        if (const auto tab = source.indenting_tab(at.line)) {
            document.problems.push_back(
                {*tab, "YAML syntax: a tab in the indentation; indent with spaces"});
        } else {
            document.problems.push_back({at, explain(error.msg)});
        }
    }
    return document;
}

}  // namespace halley::config
