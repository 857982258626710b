// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_CENTER_AGENT_H
#define MQTT_KEY_CENTER_AGENT_H

#include "mqtt-key-node-end.h"
#include "mqtt-scheme-agent.h"

#include <deque>

namespace ns3::mqtt
{

/// The authorization centre: decides who is a node and what for, gives it its credentials out of
/// band, and enrols it with the key server. On its disk, sealed by its TPM, is whom it has not
/// enrolled yet and which number comes next.
class KeyCenterAgent : public AuthorityAgent
{
  public:
    static constexpr std::size_t BATCH = 8; ///< nodes in one frame

    /// @param options of the system
    /// @param credentials of the centre itself
    /// @param tpm of the centre, with its keys
    /// @param disk what it kept of its last life
    KeyCenterAgent(const KeyServerOptions& options,
                   KeyNodeCredentials credentials,
                   std::shared_ptr<Tpm> tpm,
                   std::shared_ptr<KeyDisk> disk);

    /// Makes somebody a node.
    /// @param roles what it is for
    /// @param chip of the node, which gets its keys
    /// @return what it is given out of band
    KeyNodeCredentials Admit(std::uint8_t roles, Tpm& chip);

    /// Has a node forgotten, for good: its number is not used again.
    /// @param id number of the node
    void Dismiss(KeyNodeId id);

    /// @return nodes that the key server has not confirmed yet
    std::size_t GetNWaiting() const
    {
        return m_waiting.size();
    }

    std::vector<Unit> GetUnits() const override;
    void Start(AuthorityHost& host) override;
    void SessionUp(SessionId session, AuthorityHost& host) override;
    void SessionMessage(SessionId session, const Publish& publish, AuthorityHost& host) override;
    void TimerExpired(std::uint32_t timer, AuthorityHost& host) override;
    std::size_t GetStateSize() const override;

  private:
    /// @param record goes to the key server
    void Enqueue(KeyNodeRecord record);

    /// Takes up what is on the disk.
    void Restore();

    /// @param record of whom the key server does not know yet, for the disk
    void Store(const KeyNodeRecord& record);

    /// Asks to be registered.
    /// @param host the centre
    void Register(AuthorityHost& host);

    /// Enrols some nodes, unless that is being done.
    /// @param host the centre
    void SendBatch(AuthorityHost& host);

    /// The key server has taken the nodes of the last frame in.
    /// @param host the centre
    void FinishBatch(AuthorityHost& host);

    /// Has the TPM make a frame, then sends it.
    /// @param topic where it goes
    /// @param make gives the frame, in the TPM
    /// @param host the centre
    void Send(const std::string& topic,
              std::function<std::optional<Bytes>()> make,
              AuthorityHost& host);

    KeyServerOptions m_options;          ///< of the system
    KeyNodeEnd m_end;                    ///< to the key server
    std::shared_ptr<Tpm> m_tpm;          ///< chip
    std::shared_ptr<KeyDisk> m_disk;     ///< disk
    AuthorityHost* m_host{nullptr};      ///< the party, once it has started
    SessionId m_session{0};              ///< with the broker
    KeyNodeId m_last{CENTER_NODE};       ///< number given to the last node
    std::deque<KeyNodeRecord> m_waiting; ///< to be enrolled
    std::size_t m_batch{0};              ///< of these, are being enrolled
    Bytes m_nonce;                       ///< of the frame that enrols them
    bool m_registered{false};            ///< the key server has answered
    std::uint32_t m_tries{0};            ///< since the last answer
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_CENTER_AGENT_H */
