// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_BROKER_AGENT_H
#define MQTT_ECQV_BROKER_AGENT_H

#include "mqtt-ecqv-authority-link.h"
#include "mqtt-ecqv-broker-members.h"
#include "mqtt-ecqv-envelope.h"
#include "mqtt-ecqv-topics.h"
#include "mqtt-ecqv-wills.h"
#include "mqtt-time-windows.h"

#include <deque>
#include <set>

namespace ns3::mqtt
{

/// The broker's side of EcqvClientAgent: forwards what devices ask of the authority and holds their
/// CONNECT or SUBSCRIBE until it has answered, brings members the keys of new epochs, and verifies
/// messages before it lets them through.
class EcqvBrokerAgent : public BrokerAgent
{
  public:
    /// What can be chosen.
    struct Settings
    {
        EcqvForm form;                         ///< form
        EcqvId group{};                        ///< ID_G
        EcPoint authorityKey;                  ///< Q_CA
        std::string queryFilter;               ///< topics of queries
        Duration leaveDelay{0};                ///< from the loss of a connection to leaving
        Duration gracePeriod{0};               ///< how long old epochs are accepted
        Duration maxAge{0};                    ///< of messages; not as printed
        std::size_t keptEpochs{1};             ///< keys kept for devices that return
        std::int64_t startTime{0};             ///< Unix time in seconds at the simulation's start
        std::shared_ptr<const TlsContext> tls; ///< of the channel to the authority; null for none
        std::string authorityName;             ///< that the authority's certificate must hold
    };

    /// Octets of payloads of one client that may wait for an answer of the authority.
    static constexpr std::size_t MAX_QUEUED_OCTETS = 1 << 20;

    /// Packets of one client that may wait for it.
    static constexpr std::size_t MAX_QUEUED = 256;

    /// @param settings what can be chosen
    explicit EcqvBrokerAgent(Settings settings);

    Trailers GetTrailers() const override
    {
        return Trailers::TAKEN;
    }

    void Start(BrokerHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, BrokerHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, BrokerHost& host) override;
    void ChannelDown(ChannelId channel, BrokerHost& host) override;
    void TimerExpired(std::uint32_t timer, BrokerHost& host) override;
    void LinkUp(ConnectionId connection, BrokerHost& host) override;
    void LinkDown(ConnectionId connection, BrokerHost& host) override;
    void OutgoingPacket(ConnectionId to, const ControlPacket& packet, BrokerHost& host) override;
    void IncomingPacket(ConnectionId from, const ControlPacket& packet, BrokerHost& host) override;
    std::size_t GetStateSize() const override;

    /// @return what the broker knows of the group
    const EcqvGroupView& GetView() const
    {
        return m_view;
    }

    /// @return updates that were sent to members by themselves, not on SUBACK
    std::uint64_t GetNUpdates() const
    {
        return m_nUpdates;
    }

  private:
    /// A client's connection.
    struct Connection
    {
        EcqvId id{};                        ///< ID_i, from CONNECT on
        bool accepted{false};               ///< CONNECT was passed on
        bool leaves{false};                 ///< DISCONNECT has come
        std::optional<std::uint64_t> token; ///< of the answer that is waited for
        std::optional<ControlPacket> held;  ///< CONNECT or SUBSCRIBE that waits
        std::deque<ControlPacket> queue;    ///< waits behind it
        std::size_t nQueuedOctets{0};       ///< payloads in the queue
        Bytes connackTrailer;               ///< for the client
        std::optional<std::pair<std::uint16_t, Bytes>> subackTrailer; ///< by packet identifier
        const Message* will{nullptr};                                 ///< in m_wills
    };

    /// Something that the authority was asked.
    struct Question
    {
        EcqvChannelMessage message;             ///< what
        EcqvId id{};                            ///< for whom
        std::optional<ConnectionId> connection; ///< whose packet is held
    };

    /// @param connection any
    /// @return it, or null
    Connection* FindConnection(ConnectionId connection);

    // what clients send; some may end the connection

    /// @param from connection
    /// @param packet that nothing holds up
    /// @param host the broker
    void Handle(ConnectionId from, const ControlPacket& packet, BrokerHost& host);

    /// Lets a packet wait behind the one that is held.
    /// @param from connection
    /// @param c the same
    /// @param packet from the client
    /// @param host the broker
    void Queue(ConnectionId from, Connection& c, const ControlPacket& packet, BrokerHost& host);

    /// Handles what has waited.
    /// @param from connection
    /// @param host the broker
    void Drain(ConnectionId from, BrokerHost& host);

    /// @param from connection
    /// @param c the same
    /// @param connect first packet
    /// @param host the broker
    void TakeConnect(ConnectionId from, Connection& c, const Connect& connect, BrokerHost& host);

    /// @param from connection
    /// @param c the same
    /// @param subscribe with or without a claim
    /// @param host the broker
    void TakeSubscribe(ConnectionId from,
                       Connection& c,
                       const Subscribe& subscribe,
                       BrokerHost& host);

    /// @param from connection
    /// @param c the same
    /// @param publish on ECQV_CLAIM_TOPIC
    /// @param host the broker
    void TakeLateClaim(ConnectionId from, Connection& c, const Publish& publish, BrokerHost& host);

    /// @param from connection
    /// @param c the same
    /// @param publish application message, or a will
    /// @param host the broker
    void TakePublish(ConnectionId from, Connection& c, const Publish& publish, BrokerHost& host);

    /// @param c connection of the sender
    /// @param topic MQTT topic
    /// @param payload sealed
    /// @param host the broker
    /// @return what the envelope says, rejected for any reason there is
    EcqvOpened Verify(const Connection& c,
                      const std::string& topic,
                      ByteView payload,
                      BrokerHost& host);

    /// Passes CONNECT on.
    /// @param from connection
    /// @param connect without a trailer
    /// @param trailer of CONNACK
    /// @param host the broker
    void Admit(ConnectionId from, Connect connect, Bytes trailer, BrokerHost& host);

    /// @param from connection that gets a CONNACK with a return code, and is closed
    /// @param code return code
    /// @param reason in words
    /// @param host the broker
    static void Refuse(ConnectionId from,
                       ConnectCode code,
                       const std::string& reason,
                       BrokerHost& host);

    // what the authority says, and is asked

    /// @param question without a token in its message
    /// @param host the broker
    /// @return the token
    std::uint64_t Ask(Question question, BrokerHost& host);

    /// Claims a side for a device; an earlier claim of it is forgotten.
    /// @param claim without a token
    /// @param connection whose SUBSCRIBE is held
    /// @param listEpoch whose list the device says it has
    /// @param host the broker
    /// @return the token
    std::uint64_t AskForSide(EcqvClaim claim,
                             std::optional<ConnectionId> connection,
                             std::uint32_t listEpoch,
                             BrokerHost& host);

    /// @name Messages of the authority
    /// @param message from the authority
    /// @param host the broker
    /// @return whether it may say so
    /// @{
    bool Handle(const EcqvForward& message, BrokerHost& host);
    bool Handle(const EcqvClaim& message, BrokerHost& host);
    bool Handle(const EcqvDeparture& message, BrokerHost& host);
    bool Handle(const EcqvIssued& message, BrokerHost& host);
    bool Handle(const EcqvRefusal& message, BrokerHost& host);
    bool Handle(const EcqvRosterNews& message, BrokerHost& host);
    bool Handle(const EcqvNewEpoch& message, BrokerHost& host);
    bool Handle(const EcqvKeys& message, BrokerHost& host);
    bool Handle(const EcqvGranted& message, BrokerHost& host);
    /// @}

    /// @param token of an answer
    /// @return the question, which is answered now; none if nobody waits for it
    std::optional<Question> TakeQuestion(std::uint64_t token);

    /// Throws out who is on a list no longer.
    /// @param changes of the lists
    /// @param host the broker
    void ExpelRemoved(const std::array<EcqvRosterChange, 2>& changes, BrokerHost& host);

    /// There is no channel: refuses connections that wait for an answer.
    /// @param host the broker
    void RefuseWaiting(BrokerHost& host);

    /// After the channel was lost: asks for keys that went with it.
    /// @param host the broker
    void ClaimAgain(BrokerHost& host);

    /// Passes a SUBSCRIBE on whose claim is granted.
    /// @param from connection
    /// @param subscribe without a trailer
    /// @param trailer of SUBACK
    /// @param host the broker
    void PassSubscribe(ConnectionId from, Subscribe subscribe, Bytes trailer, BrokerHost& host);

    // members

    /// Sends a member what it misses, unless an update is under way.
    /// @param member a device
    /// @param host the broker
    void SendUpdate(EcqvBrokerMembers::Member& member, BrokerHost& host);

    /// A device has lost its connection: unless it returns, it leaves.
    /// @param id of the device
    /// @param member the same, whose session is not kept
    /// @param host the broker
    void ExpectReturn(const EcqvId& id, const EcqvBrokerMembers::Member& member, BrokerHost& host);

    /// A device has no connection any more.
    /// @param id of the device
    /// @param member the same
    /// @param leaves whether it has said so
    /// @param host the broker
    void GoneAway(const EcqvId& id,
                  EcqvBrokerMembers::Member& member,
                  bool leaves,
                  BrokerHost& host);

    /// Tells the authority that a device has left.
    /// @param id of the device
    /// @param host the broker
    void Depart(const EcqvId& id, BrokerHost& host);

    /// Tells the authority who has been away for too long.
    /// @param host the broker
    void DropAbsent(BrokerHost& host);

    /// @param host the broker
    /// @return Unix time in seconds
    std::int64_t GetUnixTime(const BrokerHost& host) const;

    static constexpr std::uint32_t GRACE_TIMER = 1; ///< ends the life of old epochs
    static constexpr std::uint32_t LEAVE_TIMER = 2; ///< ends membership of who stays away

    Settings m_settings;                                           ///< what can be chosen
    EcqvTopics m_topics;                                           ///< sides by topic
    EcqvGroupView m_view;                                          ///< of the group
    EcqvBrokerMembers m_members;                                   ///< devices
    std::unique_ptr<EcqvEnvelope> m_envelope;                      ///< verifies
    TimeWindows m_windows;                                         ///< against replays
    EcqvWills m_wills;                                             ///< of devices
    EcqvAuthorityLink m_link;                                      ///< to the authority
    std::map<ConnectionId, Connection> m_connections;              ///< that stand
    std::map<std::uint64_t, Question> m_questions;                 ///< not answered, by token
    std::map<std::pair<EcqvId, EcqvRole>, std::uint64_t> m_claims; ///< tokens of claims
    std::uint64_t m_lastToken{0};                                  ///< the newest
    std::array<EcqvRosterChange, 2> m_news;                        ///< with the next epoch
    bool m_resumed{false};                            ///< the channel is new, lists come whole
    std::deque<std::pair<Duration, EcqvId>> m_absent; ///< when who leaves, in order
    std::vector<EcqvId> m_departed;                   ///< that the authority must be told of
    std::uint64_t m_nUpdates{0};                      ///< sent by themselves
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_BROKER_AGENT_H */
