// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TOPIC_TREE_H
#define MQTT_TOPIC_TREE_H

#include "ns3/mqtt-topic.h"

#include <boost/container/small_vector.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3::mqtt
{

/// Values kept by topic name or by topic filter, one level of the topic a level of the tree, so
/// that a look-up costs as much as there are matches. Nothing here recurs: a peer may send a topic
/// of 65,536 levels. The order of visits depends on the paths alone.
/// @tparam Value what is kept
template <class Value>
class TopicTree
{
  public:
    TopicTree() = default;
    TopicTree(const TopicTree&) = delete;
    TopicTree& operator=(const TopicTree&) = delete;
    ~TopicTree();

    /// @param path topic name or filter
    /// @return its value, made if there is none
    Value& GetOrCreate(std::string_view path);

    /// @param path topic name or filter
    /// @return its value, or null
    Value* Find(std::string_view path);

    /// @param path topic name or filter whose value goes
    /// @return whether there was one
    bool Remove(std::string_view path);

    /// Visits the values of all filters that match a topic.
    /// @param topic valid topic name
    /// @param visit called with each value
    /// @return number of nodes looked at
    template <class Visit>
    std::size_t VisitFilters(std::string_view topic, Visit visit) const;

    /// Visits the values of all topics that a filter matches.
    /// @param filter valid topic filter
    /// @param visit called with each value
    /// @return number of nodes looked at
    template <class Visit>
    std::size_t VisitTopics(std::string_view filter, Visit visit) const;

    /// @return number of values
    std::size_t GetN() const
    {
        return m_n;
    }

  private:
    struct Node;

    /// Nodes of the next level by its text.
    using Children = std::map<std::string, std::unique_ptr<Node>, std::less<>>;

    /// A level of one or more paths.
    struct Node
    {
        Node* parent{nullptr};           ///< node of the level before
        typename Children::iterator own; ///< place in the parent, unless it is the root
        Children children;               ///< nodes of the level after
        std::optional<Value> value;      ///< of the path that ends here
    };

    /// A node still to be looked at.
    struct Step
    {
        const Node* node;   ///< node
        TopicLevels levels; ///< levels not yet matched
    };

    /// Enough for common topics without an allocation.
    using Steps = boost::container::small_vector<Step, 16>;

    /// @param steps where to note the child
    /// @param node node
    /// @param text level of the child
    /// @param levels levels not yet matched by it
    static void Push(Steps& steps, const Node& node, std::string_view text, TopicLevels levels);

    /// @param path topic name or filter
    /// @return its node, or null
    Node* FindNode(std::string_view path);

    Node m_root;        ///< before the first level
    std::size_t m_n{0}; ///< number of values
};

template <class Value>
TopicTree<Value>::~TopicTree()
{
    std::vector<Children> left;
    left.push_back(std::move(m_root.children));
    while (!left.empty())
    {
        auto children = std::move(left.back());
        left.pop_back();
        for (auto& [text, child] : children)
        {
            if (!child->children.empty())
            {
                left.push_back(std::move(child->children));
            }
        }
    }
}

template <class Value>
Value&
TopicTree<Value>::GetOrCreate(std::string_view path)
{
    auto* node = &m_root;
    for (TopicLevels levels(path); !levels.IsAtEnd(); levels.Advance())
    {
        auto own = node->children.find(levels.Get());
        if (own == node->children.end())
        {
            own = node->children.emplace(levels.Get(), std::make_unique<Node>()).first;
            own->second->parent = node;
            own->second->own = own;
        }
        node = own->second.get();
    }
    if (!node->value)
    {
        node->value.emplace();
        m_n++;
    }
    return *node->value;
}

template <class Value>
typename TopicTree<Value>::Node*
TopicTree<Value>::FindNode(std::string_view path)
{
    auto* node = &m_root;
    for (TopicLevels levels(path); !levels.IsAtEnd(); levels.Advance())
    {
        auto child = node->children.find(levels.Get());
        if (child == node->children.end())
        {
            return nullptr;
        }
        node = child->second.get();
    }
    return node;
}

template <class Value>
Value*
TopicTree<Value>::Find(std::string_view path)
{
    auto* node = FindNode(path);
    return node && node->value ? &*node->value : nullptr;
}

template <class Value>
bool
TopicTree<Value>::Remove(std::string_view path)
{
    auto* node = FindNode(path);
    if (!node || !node->value)
    {
        return false;
    }
    node->value.reset();
    m_n--;
    while (node->parent && !node->value && node->children.empty())
    {
        auto* parent = node->parent;
        parent->children.erase(node->own);
        node = parent;
    }
    return true;
}

template <class Value>
void
TopicTree<Value>::Push(Steps& steps, const Node& node, std::string_view text, TopicLevels levels)
{
    auto child = node.children.find(text);
    if (child != node.children.end())
    {
        steps.push_back({child->second.get(), levels});
    }
}

template <class Value>
template <class Visit>
std::size_t
TopicTree<Value>::VisitFilters(std::string_view topic, Visit visit) const
{
    std::size_t n = 0;
    Steps steps{Step{&m_root, TopicLevels(topic)}};
    for (; !steps.empty(); n++)
    {
        auto [node, levels] = steps.back();
        steps.pop_back();
        auto wild = node != &m_root || !IsHiddenTopic(topic);
        auto all = wild ? node->children.find("#") : node->children.end();
        if (all != node->children.end())
        {
            visit(*all->second->value);
        }
        if (levels.IsAtEnd())
        {
            if (node->value)
            {
                visit(*node->value);
            }
            continue;
        }
        auto next = levels;
        next.Advance();
        if (wild)
        {
            Push(steps, *node, "+", next);
        }
        Push(steps, *node, levels.Get(), next);
    }
    return n;
}

template <class Value>
template <class Visit>
std::size_t
TopicTree<Value>::VisitTopics(std::string_view filter, Visit visit) const
{
    std::size_t n = 0;
    Steps steps{Step{&m_root, TopicLevels(filter)}};
    for (; !steps.empty(); n++)
    {
        auto [node, levels] = steps.back();
        steps.pop_back();
        auto all = !levels.IsAtEnd() && levels.Get() == "#";
        if ((levels.IsAtEnd() || all) && node->value)
        {
            visit(*node->value);
        }
        if (levels.IsAtEnd())
        {
            continue;
        }
        auto next = levels;
        next.Advance();
        if (!all && levels.Get() != "+")
        {
            Push(steps, *node, levels.Get(), next);
            continue;
        }
        // From last to first, since the last step noted is the first one taken.
        for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
        {
            if (node != &m_root || !IsHiddenTopic(child->first))
            {
                steps.push_back({child->second.get(), all ? levels : next});
            }
        }
    }
    return n;
}

} // namespace ns3::mqtt

#endif /* MQTT_TOPIC_TREE_H */
