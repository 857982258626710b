// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-security-scheme.h"
#include "ns3/string.h"

/// A whole security scheme: all clients have one key beforehand, under which they seal the payloads
/// of messages from end to end (AES-128-GCM). The broker has no key and no part in it.
namespace ns3::mqtt
{

/// A client's part: a payload becomes nonce, ciphertext and tag, which are good for its topic only.
class PreSharedKeyAgent : public ClientAgent
{
  public:
    /// @param key AesGcm::KEY_SIZE octets
    explicit PreSharedKeyAgent(ByteView key)
        : m_cipher(key)
    {
    }

    void OutgoingMessage(const Publish& publish, ClientHost& host) override
    {
        host.SendMessage({Seal(*publish.message), publish.qos, publish.dup, publish.retain});
    }

    void IncomingMessage(const Publish& publish, ClientHost& host) override
    {
        const std::string& topic = publish.message->topic;
        const ByteView payload = publish.message->payload;
        const std::size_t split = std::min(payload.size(), AesGcm::NONCE_SIZE);
        if (const auto plain =
                m_cipher.Open(payload.SubView(0, split), ByteView(topic), payload.SubView(split)))
        {
            const auto message = std::make_shared<Message>(Message{topic, *plain});
            host.DeliverMessage({message, publish.qos, publish.dup, publish.retain});
        }
    }

    // A will goes to the broker in CONNECT, before the broker publishes it as a message.
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override
    {
        ControlPacket sealed = packet;
        if (auto* connect = std::get_if<Connect>(&sealed); connect && connect->will)
        {
            connect->will->message = Seal(*connect->will->message);
        }
        host.SendPacket(sealed);
    }

    std::size_t GetStateSize() const override
    {
        return AesGcm::KEY_SIZE;
    }

  private:
    /// @return the message, sealed
    MessagePtr Seal(const Message& message)
    {
        const Bytes nonce = RandomBytes(AesGcm::NONCE_SIZE);
        Message sealed{message.topic, nonce};
        m_cipher.Seal(nonce, ByteView(message.topic), message.payload, sealed.payload);
        return std::make_shared<Message>(std::move(sealed));
    }

    AesGcm m_cipher; ///< under the key
};

/// The scheme: it has the key, and makes the agents.
class PreSharedKeyScheme : public SecurityScheme
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::mqtt::PreSharedKeyScheme")
                .SetParent<SecurityScheme>()
                .AddConstructor<PreSharedKeyScheme>()
                .AddAttribute("Secret",
                              "What the key is derived from; empty for something drawn.",
                              StringValue(""),
                              MakeStringAccessor(&PreSharedKeyScheme::m_secret),
                              MakeStringChecker());
        return tid;
    }

    // Not refusesReplays: nothing tells an old message from a new one.
    Protection GetProtection() const override
    {
        Protection protection;
        protection.hidesFromNetwork = true;
        protection.hidesFromBroker = true;
        protection.detectsChanges = true;
        protection.refusesStrangers = true;
        return protection;
    }

  private:
    std::optional<Error> DoProvision() override
    {
        const Bytes drawn = RandomBytes(AesGcm::KEY_SIZE);
        const ByteView secret = m_secret.empty() ? drawn : ByteView(m_secret);
        m_key = HkdfSha256(secret, {}, ByteView("payload"), AesGcm::KEY_SIZE);
        return {};
    }

    std::unique_ptr<ClientAgent> DoCreateClientAgent(const std::string& /* clientId */) override
    {
        return std::make_unique<PreSharedKeyAgent>(m_key.Get());
    }

    std::string m_secret; ///< attribute
    Secret m_key;         ///< of all clients
};

NS_OBJECT_ENSURE_REGISTERED(PreSharedKeyScheme);

static const SchemeName g_name{"pre-shared-key", "Pre-shared key", PreSharedKeyScheme::GetTypeId()};

} // namespace ns3::mqtt
