// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_NODE_END_H
#define MQTT_KEY_NODE_END_H

#include "mqtt-key-frame-channel.h"
#include "mqtt-key-server-options.h"

namespace ns3::mqtt
{

/// What a node, or the authorization centre, needs to register with the key server. Functions that
/// make or take frames belong into the work of PartyHost::UseUnit().
class KeyNodeEnd
{
  public:
    /// @param options of the system
    /// @param credentials given out of band
    /// @param tpm of the node, with its keys
    KeyNodeEnd(const KeyServerOptions& options,
               KeyNodeCredentials credentials,
               std::shared_ptr<Tpm> tpm);

    /// @return request to register, with a nonce of its own
    std::optional<Bytes> MakeRequest();

    /// @param opened answer of the key server
    /// @return entries of peers; none unless it answers the last request
    std::optional<Bytes> TakeAnswer(const KeyFrameChannel::Opened& opened);

    /// @return confirmation for the key server
    std::optional<Bytes> MakeConfirmation();

    /// @return frames to and from the key server
    KeyFrameChannel& GetChannel()
    {
        return m_channel;
    }

    /// @return what was given out of band
    const KeyNodeCredentials& GetCredentials() const
    {
        return m_credentials;
    }

    /// @return TOPIC1; empty before the first answer
    const std::string& GetServerTopic() const
    {
        return m_serverTopic;
    }

    /// @return chip
    Tpm& GetTpm() const
    {
        return *m_tpm;
    }

    /// @return where topics of this node begin
    std::string_view GetPrefix() const
    {
        return std::string_view(m_credentials.topic).substr(0, KEY_PREFIX_SIZE);
    }

  private:
    bool m_published;                 ///< as printed
    KeyNodeCredentials m_credentials; ///< given out of band
    std::shared_ptr<Tpm> m_tpm;       ///< chip
    KeyFrameChannel m_channel;        ///< to and from the key server
    std::string m_serverTopic;        ///< TOPIC1
    Bytes m_nonce;                    ///< of the last request
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_NODE_END_H */
