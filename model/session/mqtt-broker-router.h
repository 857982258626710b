// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BROKER_ROUTER_H
#define MQTT_BROKER_ROUTER_H

#include "mqtt-broker-session.h"
#include "mqtt-topic-tree.h"

namespace ns3::mqtt
{

/// Knows who subscribed to what and which messages are retained, and takes messages to subscribers:
/// one copy to each, in the order in which their sessions were made.
class BrokerRouter
{
  public:
    /// @param maxRetained retained messages at most
    explicit BrokerRouter(std::size_t maxRetained);

    /// Makes a subscription, or replaces the one to the same filter.
    /// @param session subscriber
    /// @param subscription filter and greatest QoS
    void Subscribe(BrokerSession& session, const Subscription& subscription);

    /// @param session subscriber
    /// @param filter topic filter
    void Unsubscribe(BrokerSession& session, const std::string& filter);

    /// Ends all subscriptions of a session.
    /// @param session subscriber
    void UnsubscribeAll(BrokerSession& session);

    /// Sends the retained messages that a new subscription matches (section 3.3.1.3).
    /// @param session subscriber
    /// @param subscription filter and greatest QoS
    /// @param out carries out what is to be done
    void SendRetained(BrokerSession& session,
                      const Subscription& subscription,
                      BrokerOutput& out) const;

    /// Keeps a message, or forgets the one kept for its topic if the payload is empty.
    /// @param publish message with the retain flag
    /// @return false if there is no room for it
    bool Retain(const Publish& publish);

    /// Takes a message to all subscribers.
    /// @param message topic and payload
    /// @param qos quality of service it came with
    /// @param out carries out what is to be done
    void Route(const MessagePtr& message, Qos qos, BrokerOutput& out);

    /// @return number of retained messages
    std::size_t GetNRetained() const
    {
        return m_retained.GetN();
    }

    /// @return tree nodes that the last Route() looked at
    std::size_t GetNVisited() const
    {
        return m_nVisited;
    }

    /// @return octets of the retained messages
    std::size_t GetRetainedSize() const
    {
        return m_retainedSize;
    }

  private:
    /// Someone who subscribed to a filter.
    struct Subscriber
    {
        std::uint64_t order;    ///< BrokerSession::GetOrder(), kept at hand
        BrokerSession* session; ///< session
        Qos qos;                ///< greatest QoS
    };

    /// Subscribers of one filter, in the order of their sessions.
    using Subscribers = std::vector<Subscriber>;

    /// @param subscribers subscribers of one filter
    /// @param session subscriber
    /// @return where it stands or would stand
    static Subscribers::iterator FindPlace(Subscribers& subscribers, const BrokerSession& session);

    /// Ends a subscription in the tree alone.
    /// @param session subscriber
    /// @param filter topic filter
    void RemoveFromTree(const BrokerSession& session, const std::string& filter);

    /// Brings the subscribers of several filters into order, each once with its greatest QoS.
    void MergeMatches();

    TopicTree<Subscribers> m_subscribers; ///< by topic filter
    TopicTree<Publish> m_retained;        ///< by topic name
    std::size_t m_maxRetained;            ///< retained messages at most
    std::size_t m_retainedSize{0};        ///< octets of the retained messages
    Subscribers m_matches;                ///< of the message being routed; kept for its memory
    std::size_t m_nVisited{0};            ///< nodes that the last Route() looked at
};

} // namespace ns3::mqtt

#endif /* MQTT_BROKER_ROUTER_H */
