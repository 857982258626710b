// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_SERVER_AGENT_H
#define MQTT_KEY_SERVER_AGENT_H

#include "mqtt-key-frame-channel.h"
#include "mqtt-key-server-options.h"
#include "mqtt-scheme-agent.h"

#include <set>

namespace ns3::mqtt
{

/// The key server: knows which nodes the authorization centre has enrolled, registers them when
/// they come, tells each of its peers, and makes the keys of a pair when one of the two asks for
/// them. It is a client of the broker, like everybody else, and forgets the keys of a pair when the
/// node that asked has confirmed them.
///
/// What it has to know after a start is on its disk, sealed by its TPM: its topic, and each node
/// with the keys shared with that. Pairs under way are not: nodes ask again.
class KeyServerAgent : public AuthorityAgent
{
  public:
    static constexpr std::size_t MAX_EARLY = 4096;    ///< requests kept for nodes not enrolled yet
    static constexpr std::uint32_t MAX_JOBS = 16'384; ///< frames that wait for the TPM at a time
    static constexpr std::uint32_t MAX_REMINDERS = 3; ///< times a confirmation is asked for again

    /// @param options of the system
    /// @param tpm the key server's chip
    /// @param center the authorization centre, with keys in this chip
    /// @param disk what it kept of its last life
    KeyServerAgent(const KeyServerOptions& options,
                   std::shared_ptr<Tpm> tpm,
                   KeyNodeRecord center,
                   std::shared_ptr<KeyDisk> disk);

    std::vector<Unit> GetUnits() const override;
    void Start(AuthorityHost& host) override;
    void SessionMessage(SessionId session, const Publish& publish, AuthorityHost& host) override;
    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

    /// @return nodes that have registered and not been forgotten
    std::size_t GetNRegistered() const;

    /// @return pairs whose keys it still holds
    std::size_t GetNPairs() const
    {
        return m_pairs.size();
    }

    /// @return frames that were not authentic, fresh, expected or allowed
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

  private:
    /// An enrolled node.
    struct Node
    {
        /// @param record what is known of it
        /// @param channel to it
        Node(KeyNodeRecord record, KeyFrameChannel channel)
            : record(std::move(record)),
              channel(std::move(channel))
        {
        }

        KeyNodeRecord record;    ///< what is known of it
        KeyFrameChannel channel; ///< to it
        bool present{false};     ///< it has registered
        bool telling{false};     ///< a frame with news is being made
        Bytes news;              ///< entries of peers that it does not know yet
    };

    /// A pair whose keys are being distributed.
    struct Pair
    {
        /// How far it is.
        enum class State
        {
            MAKING,    ///< keys are being made and sent
            DELIVERED, ///< both nodes were sent the keys
            CONFIRMING ///< the other node has them; awaits the confirmation of the first
        };

        KeyNodeId first{0};         ///< node that asked
        KeyNodeId second{0};        ///< the other
        Bytes nonce;                ///< of the request
        Bytes serverNonce;          ///< of the advertisement
        Bytes thirdTopic;           ///< TOPIC3
        Bytes fourthTopic;          ///< TOPIC4
        KeyPairHandles keys;        ///< NNSK and NNSKsign
        Bytes iv;                   ///< IV of NNSK
        State state{State::MAKING}; ///< how far it is
        Duration since{0};          ///< when anything last happened
        std::uint32_t reminders{0}; ///< times the confirmation was asked for again
        bool over{false};           ///< forgotten
    };

    using NodePtr = std::shared_ptr<Node>;
    using PairPtr = std::shared_ptr<Pair>;
    using Opened = KeyFrameChannel::Opened;

    /// Takes up what is on the disk, in the TPM.
    void Restore();

    /// @param record of a node
    /// @return the node
    NodePtr AddNode(KeyNodeRecord record);

    /// @param id number of a node
    /// @return the node, or null
    NodePtr FindNode(KeyNodeId id) const;

    /// @param node goes to the disk, in the TPM
    void Store(const Node& node);

    /// @param id number of a node
    /// @return its file on the disk
    static std::string GetFileName(KeyNodeId id);

    /// Has the TPM open a frame, then handles it.
    /// @param node that it says to be of
    /// @param octets the frame
    /// @param host the key server
    void Receive(const NodePtr& node, Bytes octets, AuthorityHost& host);

    /// @param node whose frame it is
    /// @param opened the frame
    /// @param host the key server
    void Handle(const NodePtr& node, const Opened& opened, AuthorityHost& host);

    /// A frame on its way.
    struct Outgoing
    {
        std::function<std::optional<Bytes>()> make; ///< gives it, in the TPM
        Qos qos{Qos::AT_MOST_ONCE};                 ///< of the message
        PairPtr pair;                               ///< that it is for; null for none
        std::function<void()> sent;                 ///< what to do then; may be empty
    };

    /// Has the TPM make a frame, then sends it.
    /// @param node for whom
    /// @param outgoing the frame
    /// @param host the key server
    void Send(const NodePtr& node, Outgoing outgoing, AuthorityHost& host);

    /// @param node that registers
    /// @param opened its request
    /// @param host the key server
    void Register(const NodePtr& node, const Opened& opened, AuthorityHost& host);

    /// @param opened request of the centre
    /// @param host the key server
    void Enrol(const Opened& opened, AuthorityHost& host);

    /// A node is no more.
    /// @param id its number
    /// @param host the key server
    void Forget(KeyNodeId id, AuthorityHost& host);

    /// @param node gets to know of a peer
    /// @param peer number of the peer
    /// @param flags KeyPeerFlags of the peer
    /// @param host the key server
    void Tell(const NodePtr& node, KeyNodeId peer, std::uint8_t flags, AuthorityHost& host);

    /// Sends what a node does not know yet, unless that is being done.
    /// @param node node
    /// @param host the key server
    void SendNews(const NodePtr& node, AuthorityHost& host);

    /// @param own a node
    /// @param second number of another
    /// @return whether they may have keys with each other now
    bool MayPair(const KeyNodeRecord& own, KeyNodeId second) const;

    /// @param node that asks for keys
    /// @param opened its request
    /// @param host the key server
    void HandleRequest(const NodePtr& node, const Opened& opened, AuthorityHost& host);

    /// @param node that has got keys
    /// @param opened its answer
    /// @param host the key server
    void HandleAdvertAnswer(const NodePtr& node, const Opened& opened, AuthorityHost& host);

    /// @param node that asked for keys
    /// @param opened its confirmation
    /// @param host the key server
    void HandleConfirm(const NodePtr& node, const Opened& opened, AuthorityHost& host);

    /// Begins with a pair, as soon as the other node is at leisure.
    /// @param pair pair
    /// @param host the key server
    void Begin(const PairPtr& pair, AuthorityHost& host);

    /// Makes the keys of a pair, in the TPM.
    /// @param pair pair
    void MakeKeys(Pair& pair);

    /// @param pair whose keys go to the first node
    /// @param host the key server
    void SendKeyAnswer(const PairPtr& pair, AuthorityHost& host);

    /// @param pair whose keys go to the second node
    /// @param host the key server
    void SendAdvert(const PairPtr& pair, AuthorityHost& host);

    /// @param pair whose first node is to confirm
    /// @param host the key server
    void SendConfirmRequest(const PairPtr& pair, AuthorityHost& host);

    /// Wipes what is known of a pair.
    /// @param pair pair
    /// @param host the key server
    void Drop(const PairPtr& pair, AuthorityHost& host);

    /// As printed an answer does not say for which pair it is, so a node gets one at a time.
    /// @param second number of the node
    /// @return its pair under way; null if there is none
    PairPtr FindAdvertised(KeyNodeId second) const;

    KeyServerOptions m_options;           ///< of the system
    KeyFrameFormat m_format;              ///< how frames look
    std::shared_ptr<Tpm> m_tpm;           ///< chip
    KeyNodeRecord m_center;               ///< the authorization centre
    std::shared_ptr<KeyDisk> m_disk;      ///< disk
    std::string m_topic;                  ///< TOPIC1
    SessionId m_session{0};               ///< with the broker
    std::map<KeyNodeId, NodePtr> m_nodes; ///< enrolled, the centre included
    std::map<KeyNodeId, Bytes> m_early;   ///< requests of nodes not enrolled yet
    std::map<std::pair<KeyNodeId, KeyNodeId>, PairPtr> m_pairs; ///< under way, by nodes
    std::map<std::pair<KeyNodeId, KeyNodeId>, Bytes> m_served; ///< sound: nonces of those confirmed
    std::map<KeyNodeId, std::vector<PairPtr>> m_queues;        ///< as printed: wait for a node
    std::uint32_t m_jobs{0};                                   ///< frames that wait for the TPM
    bool m_ticking{false};                                     ///< the timer runs
    std::uint64_t m_dropped{0};                                ///< frames given up
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_SERVER_AGENT_H */
