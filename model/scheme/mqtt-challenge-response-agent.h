// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHALLENGE_RESPONSE_AGENT_H
#define MQTT_CHALLENGE_RESPONSE_AGENT_H

#include "mqtt-key-agreement.h"
#include "mqtt-scheme-agent.h"
#include "mqtt-session-cipher.h"

namespace ns3::mqtt
{

/// A device of the MQTT group platform that shares a key with the broker alone: agrees on a new one
/// through a channel before each connection, proves it in CONNECT, and seals what it publishes for
/// the broker, which seals it again for each subscriber.
class ChallengeResponseClientAgent : public ClientAgent
{
  public:
    /// Service of the broker for key agreement.
    static constexpr const char* SERVICE = "key-agreement";

    /// @param credentials of the device
    /// @param form how keys are agreed on
    ChallengeResponseClientAgent(DeviceCredentials credentials, KeyAgreementForm form);

    void ConnectionWanted(ClientHost& host) override;
    void ChannelUp(ChannelId channel, const std::string& service, ClientHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host) override;
    void ChannelDown(ChannelId channel, ClientHost& host) override;
    void LinkDown(ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    std::size_t GetStateSize() const override;

    bool IsReady() const override
    {
        return m_accepted;
    }

    /// @return messages that were given up, because they were not authentic or could not be carried
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

  protected:
    /// Seals a message and sends it.
    /// @param publish from the client core, for the broker
    /// @param host the client
    virtual void OutgoingPublish(const Publish& publish, ClientHost& host);

    /// Opens a message and passes it on.
    /// @param publish from the broker, for the client core
    /// @param host the client
    virtual void IncomingPublish(const Publish& publish, ClientHost& host);

    /// @return the device and its topic
    const SessionIdentity& GetIdentity() const
    {
        return m_identity;
    }

    /// @return whether the scheme is run as printed
    bool IsPublished() const
    {
        return m_form.published;
    }

    /// @return cipher of the session; null if there is no session
    SessionCipher* GetCipher()
    {
        return m_cipher ? &*m_cipher : nullptr;
    }

    /// Counts a message that is given up.
    void CountDrop()
    {
        ++m_dropped;
    }

  private:
    /// Seals the will and proves who the device is.
    /// @param connect from the client core
    /// @param host the client
    void SendConnect(Connect connect, ClientHost& host);

    /// A delivery that is not authentic: passed on to nobody. With QoS 1 and 2 its handshake would
    /// never end, so the connection does.
    /// @param publish from the broker
    /// @param host the client
    void Reject(const Publish& publish, ClientHost& host);

    DeviceCredentials m_credentials;                  ///< of the device
    KeyAgreementForm m_form;                          ///< how keys are agreed on
    SessionIdentity m_identity;                       ///< the device and its topic
    std::string m_suffix;                             ///< as printed: end of topics of deliveries
    std::optional<ChannelId> m_channel;               ///< on which a key is being agreed on
    std::optional<KeyAgreementInitiator> m_agreement; ///< of the present or coming connection
    std::optional<SessionCipher> m_cipher;            ///< of the present or coming connection
    bool m_accepted{false};                           ///< the broker has accepted the connection
    std::uint64_t m_dropped{0};                       ///< messages given up
};

} // namespace ns3::mqtt

#endif /* MQTT_CHALLENGE_RESPONSE_AGENT_H */
