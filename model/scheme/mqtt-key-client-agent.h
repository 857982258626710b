// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_CLIENT_AGENT_H
#define MQTT_KEY_CLIENT_AGENT_H

#include "mqtt-key-node-end.h"
#include "mqtt-key-pair-cipher.h"
#include "mqtt-key-topic-book.h"
#include "mqtt-scheme-agent.h"

#include <deque>
#include <set>

namespace ns3::mqtt
{

/// A node of the key server's system. It registers on each connection, asks for the keys of the
/// pairs that it is the first node of, and seals a message once for each peer, on the topic that
/// they have agreed on. The application's topic is inside; which messages are wanted only the
/// receiver knows.
///
/// A message goes to the peers that have registered when it is published, and waits for those whose
/// keys are under way. A retained message is one like any other: nobody keeps it for who comes
/// later. A will comes on a topic of its own, sealed under a key that the peers have been told.
class KeyServerClientAgent : public ClientAgent
{
  public:
    static constexpr std::size_t MAX_HELD = 1000; ///< messages kept before the node knows its peers
    static constexpr std::size_t MAX_WAITING = 100; ///< messages kept for a peer without keys
    static constexpr std::size_t MAX_EARLY = 64;    ///< messages of a peer kept before its keys
    static constexpr std::uint32_t MAX_JOBS = 4096; ///< frames that wait for the TPM at a time

    /// @param options of the system
    /// @param credentials given out of band
    /// @param tpm of the node, with its keys
    /// @param roles KeyRoles of the node
    KeyServerClientAgent(const KeyServerOptions& options,
                         KeyNodeCredentials credentials,
                         std::shared_ptr<Tpm> tpm,
                         std::uint8_t roles);

    std::vector<Unit> GetUnits() const override;
    void Start(ClientHost& host) override;
    void LinkDown(ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void IncomingMessage(const Publish& publish, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    bool IsReady() const override;
    std::size_t GetStateSize() const override;

    /// @return number of the node
    KeyNodeId GetId() const
    {
        return m_end.GetCredentials().id;
    }

    /// @return peers that it has keys with, itself apart
    std::size_t GetNPairs() const;

    /// @return messages and frames that were given up
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

    /// @return chip
    const Tpm& GetTpm() const
    {
        return m_end.GetTpm();
    }

  private:
    /// What timers are for.
    enum Timer : std::uint32_t
    {
        ANSWER_TIMER = 1,   ///< answers to the client core are due
        TICK_TIMER = 2,     ///< looks whether something got lost
        PATIENCE_TIMER = 3, ///< peers are no longer waited for
        GRACE_TIMER = 4,    ///< old keys are no longer needed
        RENEWAL_TIMER = 5   ///< keys are to be renewed
    };

    static constexpr Duration TICK = std::chrono::seconds(5); ///< between two looks

    using CipherPtr = std::shared_ptr<KeyPairCipher>;
    using Opened = KeyFrameChannel::Opened;

    /// A message for peers: octets in clear, shared by all of them.
    struct Outgoing
    {
        std::shared_ptr<const Bytes> clear; ///< KeyPairMessage
        Qos qos{Qos::AT_MOST_ONCE};         ///< of the application
    };

    /// Another node that messages are exchanged with.
    struct Peer
    {
        /// How far the pair is.
        enum class State
        {
            IDLE,      ///< nothing was done, or the other node will ask
            QUEUED,    ///< keys are to be asked for
            PREPARING, ///< nonce and topic are being made, the topic is being subscribed to
            REQUESTED, ///< keys were asked for
            KEYED,     ///< keys have come; awaits that the other node has them
            UP         ///< the other node has them, too
        };

        KeyNodeId id{0};               ///< its number
        std::uint8_t flags{0};         ///< KeyPeerFlags
        State state{State::IDLE};      ///< how far the pair is
        bool up{false};                ///< messages can be sent, also while keys are renewed
        bool answers{false};           ///< an advertisement is to be answered once subscribed
        Bytes nonce;                   ///< of the own request
        Bytes advertNonce;             ///< of the last advertisement taken
        std::string listenTopic;       ///< messages of the peer come there; TOPIC3 or TOPIC4
        std::string sendTopic;         ///< messages to the peer go there
        CipherPtr cipher;              ///< keys
        CipherPtr next;                ///< keys that the other node may not have yet
        CipherPtr previous;            ///< keys before those
        Duration asked{0};             ///< when keys were asked for
        std::uint32_t tries{0};        ///< how often
        std::deque<Outgoing> waiting;  ///< messages that wait for keys
        std::vector<Publish> early;    ///< messages that came before keys
        std::string willTopic;         ///< where its will comes
        std::optional<AesGcm> willKey; ///< what opens that
        std::uint64_t willNumber{0};   ///< of the last will taken
    };

    using PeerPtr = std::shared_ptr<Peer>;

    // registration and keys

    /// Asks to be registered.
    /// @param host the client
    void Register(ClientHost& host);

    /// @param peers entries of all peers
    /// @param host the client
    void Registered(const Bytes& peers, ClientHost& host);

    /// @param entries of peers
    /// @param host the client
    void TakePeers(const Bytes& entries, ClientHost& host);

    /// @param id number of a peer that is gone
    /// @param host the client
    void RemovePeer(KeyNodeId id, ClientHost& host);

    /// @param id number of a node
    /// @return the peer, made if need be
    PeerPtr GetPeer(KeyNodeId id);

    /// @param id number of a node
    /// @return the peer, or null
    PeerPtr FindPeer(KeyNodeId id) const;

    /// Begins with pairs, as many as may be under way.
    /// @param host the client
    void AskNext(ClientHost& host);

    /// Nonce and topic of a request are there.
    /// @param peer whose keys are asked for
    /// @param random octets for both
    /// @param host the client
    void Prepared(const PeerPtr& peer, ByteView random, ClientHost& host);

    /// @param peer whose keys are asked for
    /// @param host the client
    void SendKeyRequest(const PeerPtr& peer, ClientHost& host);

    /// @param peer whose advertisement is answered
    /// @param host the client
    void SendAdvertAnswer(const PeerPtr& peer, ClientHost& host);

    /// @param peer whose keys are confirmed
    /// @param host the client
    void SendConfirm(const PeerPtr& peer, ClientHost& host);

    /// Has the TPM make a frame, then sends it to the key server.
    /// @param topic where it goes; empty for TOPIC1 as it is then
    /// @param make gives the frame, in the TPM
    /// @param host the client
    /// @param pair that it is for; none if both are 0
    void SendFrame(const std::string& topic,
                   std::function<std::optional<Bytes>()> make,
                   ClientHost& host,
                   std::pair<KeyNodeId, KeyNodeId> pair = {});

    /// Has the TPM open a frame of the key server, then does what it says.
    /// @param octets frame
    /// @param host the client
    void TakeFrame(const Bytes& octets, ClientHost& host);

    /// The TPM's part of that.
    /// @param opened frame
    /// @param host the client, not to be called yet
    /// @return what is to be done then; empty if the frame is of no use
    std::function<void()> HandleInTpm(const Opened& opened, ClientHost& host);

    /// @copydoc HandleInTpm
    std::function<void()> HandleKeyAnswer(const Opened& opened, ClientHost& host);

    /// @copydoc HandleInTpm
    std::function<void()> HandleAdvert(const Opened& opened, ClientHost& host);

    /// @copydoc HandleInTpm
    std::function<void()> HandleConfirmRequest(const Opened& opened, ClientHost& host);

    /// Takes keys over, in the TPM.
    /// @param opened frame with keys
    /// @param side which node of the pair this is
    /// @return the keys of the pair
    CipherPtr MakeCipher(const Opened& opened, KeyPairSide side);

    /// @param peer gets new keys
    /// @param cipher these
    /// @param host the client
    void Install(const PeerPtr& peer, CipherPtr cipher, ClientHost& host);

    /// Opens what came before its keys.
    /// @param peer whose messages these are
    /// @param host the client
    void OpenEarly(const PeerPtr& peer, ClientHost& host);

    /// Wipes keys that are not needed any more.
    /// @param cipher keys, or null
    /// @param host the client
    void Wipe(CipherPtr cipher, ClientHost& host);

    /// Messages can be sent to a peer.
    /// @param peer peer
    /// @param host the client
    void PairUp(const PeerPtr& peer, ClientHost& host);

    /// Asks for new keys of all pairs that this node asks for.
    /// @param host the client
    void Renew(ClientHost& host);

    /// @param peer whose keys are the matter
    /// @return what work for them is for
    static Phase GetPhase(const Peer& peer)
    {
        return peer.up ? Phase::REKEY : Phase::KEY_DISTRIBUTION;
    }

    /// Asks again for what has got lost.
    /// @param host the client
    void Retry(ClientHost& host);

    // connection and subscriptions

    /// @param connack that accepts the client
    /// @param host the client
    void Connected(const Connack& connack, ClientHost& host);

    /// Subscribes to secret topics that are not granted yet.
    /// @param host the client
    void Subscribe(ClientHost& host);

    /// @param topics that are granted
    /// @param host the client
    void Granted(const std::vector<std::string>& topics, ClientHost& host);

    /// Passes an answer to the client core, which may not be called now.
    /// @param packet answer
    /// @param host the client
    void AnswerLater(ControlPacket packet, ClientHost& host);

    // messages

    /// @param publish from the application
    /// @param host the client
    void Distribute(const Publish& publish, ClientHost& host);

    /// @param peer gets a message, at once or when there are keys
    /// @param message message
    /// @param host the client
    void SendTo(const PeerPtr& peer, const Outgoing& message, ClientHost& host);

    /// @param peer gets a message
    /// @param message message
    /// @param host the client
    void SealFor(const PeerPtr& peer, const Outgoing& message, ClientHost& host);

    /// @param peer whose message it is
    /// @param publish sealed
    /// @param host the client
    void OpenFrom(const PeerPtr& peer, const Publish& publish, ClientHost& host);

    /// @param peer whose message it is
    /// @param clear its octets; none if it could not be opened
    /// @param host the client
    void TakeMessage(const PeerPtr& peer, const std::optional<Bytes>& clear, ClientHost& host);

    /// @param message for the application, if that wants it
    /// @param host the client
    void Deliver(KeyPairMessage message, ClientHost& host);

    /// @param will of the application
    /// @return the same sealed, on a topic of its own; none if it is too long
    std::optional<Will> SealWill(const Will& will);

    /// @param peer learns where the will comes and what opens it
    /// @param host the client
    void TellWill(const PeerPtr& peer, ClientHost& host);

    /// @param peer whose will comes
    /// @param message where, and what opens it
    /// @param host the client
    void LearnWill(const PeerPtr& peer, const KeyPairMessage& message, ClientHost& host);

    /// @param peer whose will it is
    /// @param publish sealed
    /// @param host the client
    void OpenWill(const PeerPtr& peer, const Publish& publish, ClientHost& host);

    KeyServerOptions m_options;              ///< of the system
    KeyMessageForm m_messages;               ///< how messages are protected
    std::shared_ptr<Tpm> m_tpm;              ///< chip
    KeyNodeEnd m_end;                        ///< to the key server
    std::uint8_t m_roles;                    ///< KeyRoles
    KeyTopicBook m_topics;                   ///< secret topics
    KeyFilterBook m_filters;                 ///< the application's subscriptions
    std::deque<ControlPacket> m_answers;     ///< for the client core
    std::map<KeyNodeId, PeerPtr> m_peers;    ///< by number, the node itself included
    std::map<std::string, PeerPtr> m_routes; ///< by topic that messages or wills come on
    std::deque<KeyNodeId> m_queue;           ///< peers whose keys are to be asked for
    std::set<KeyNodeId> m_asking;            ///< peers whose keys are being asked for
    std::deque<Publish> m_held;              ///< messages kept before the node knows its peers
    std::optional<AesGcm> m_willKey;         ///< seals wills
    Secret m_willSecret;                     ///< the same, for peers
    std::string m_willTopic;                 ///< where they come
    std::uint64_t m_willNumber{0};           ///< of the last will
    bool m_connected{false};                 ///< the broker has accepted the connection
    bool m_registered{false};                ///< on the present connection
    bool m_knowsPeers{false};                ///< has ever registered
    bool m_patient{true};                    ///< waits for peers before it is ready
    bool m_ticking{false};                   ///< the timer runs
    bool m_renewing{false};                  ///< the timer of renewals runs
    Duration m_registerAsked{0};             ///< when registration was asked for
    std::uint32_t m_registerTries{0};        ///< how often
    std::uint32_t m_jobs{0};                 ///< frames that wait for the TPM
    std::uint64_t m_dropped{0};              ///< messages and frames given up
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_CLIENT_AGENT_H */
