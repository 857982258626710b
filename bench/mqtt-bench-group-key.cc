// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-group-key.h"

#include "mqtt-bench-clock.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-group-key-ring.h"
#include "ns3/mqtt-processor.h"
#include "ns3/mqtt-seeded-random.h"

#include <array>

namespace ns3::mqtt
{

namespace
{

/// Octets of a message.
constexpr std::size_t PAYLOAD_SIZE = 64;

/// Octets of the header in front of a sealed message: epoch, member and sequence number.
constexpr std::size_t HEADER_SIZE = 16;

/// MQTT topic of all messages.
constexpr std::string_view TOPIC = "plant/line/0";

/// What takes part: seals or opens messages.
class GroupKeyParty
{
  public:
    virtual ~GroupKeyParty() = default;

    /// @param payload a message
    /// @return sealed
    virtual ByteView Seal(ByteView payload) = 0;

    /// @param sealed a message
    /// @return whether it could be opened
    virtual bool Open(ByteView sealed) = 0;
};

/// A member with a ring of keys, charged for what it does.
class RingParty : public GroupKeyParty
{
  public:
    /// @param processor where it runs
    /// @param key of the group
    /// @param member number of the member
    RingParty(Ptr<Processor> processor, const GroupKey& key, std::uint32_t member)
        : m_processor(processor),
          m_random({}),
          m_ring(false, 2)
    {
        m_ring.Add(key, member);
    }

    ByteView Seal(ByteView payload) override
    {
        Work([this, payload] { m_sealed = m_ring.Seal(TOPIC, payload); });
        return m_sealed;
    }

    bool Open(ByteView sealed) override
    {
        GroupKeyRing::Opened opened;
        Work([this, sealed, &opened] { opened = m_ring.Open(TOPIC, sealed); });
        return opened.verdict == GroupKeyRing::Verdict::OPENED &&
               opened.payload.size() == PAYLOAD_SIZE;
    }

  private:
    /// @param step done in a turn
    template <class Step>
    void Work(Step step)
    {
        Turn turn(*m_processor, m_ledger, m_effects);
        const CryptoScope scope(turn, m_random, 0);
        step();
    }

    Ptr<Processor> m_processor;          ///< where it runs
    Ledger m_ledger;                     ///< account of it
    std::vector<Turn::Effect> m_effects; ///< of turns; there are none
    SeededRandom m_random;               ///< for the scope
    GroupKeyRing m_ring;                 ///< keys
    Bytes m_sealed;                      ///< the last message sealed
};

/// The same work by bare OpenSSL: key set once, nonce and associated data as long, nothing else.
class OpensslParty : public GroupKeyParty
{
  public:
    /// @param key of the group
    /// @param seals whether it seals; else it opens
    OpensslParty(ByteView key, bool seals)
        : m_context(EVP_CIPHER_CTX_new())
    {
        EVP_CipherInit_ex(m_context.get(), EVP_aes_128_gcm(), nullptr, key.data(), nullptr, seals);
        std::copy(TOPIC.begin(), TOPIC.end(), m_associated.begin() + HEADER_SIZE);
    }

    ByteView Seal(ByteView payload) override
    {
        int size{0};
        std::uint8_t* const end = m_buffer.data() + payload.size();
        EVP_EncryptInit_ex(m_context.get(), nullptr, nullptr, nullptr, m_associated.data());
        EVP_EncryptUpdate(m_context.get(), nullptr, &size, m_associated.data(), ASSOCIATED_SIZE);
        EVP_EncryptUpdate(m_context.get(), m_buffer.data(), &size, payload.data(), PAYLOAD_SIZE);
        EVP_EncryptFinal_ex(m_context.get(), end, &size);
        EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_GET_TAG, AesGcm::TAG_SIZE, end);
        return {m_buffer.data(), m_buffer.size()};
    }

    bool Open(ByteView sealed) override
    {
        int size{0};
        auto tag = const_cast<std::uint8_t*>(sealed.data() + PAYLOAD_SIZE);
        EVP_DecryptInit_ex(m_context.get(), nullptr, nullptr, nullptr, m_associated.data());
        EVP_DecryptUpdate(m_context.get(), nullptr, &size, m_associated.data(), ASSOCIATED_SIZE);
        EVP_DecryptUpdate(m_context.get(), m_buffer.data(), &size, sealed.data(), PAYLOAD_SIZE);
        EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_SET_TAG, AesGcm::TAG_SIZE, tag);
        return EVP_DecryptFinal_ex(m_context.get(), m_buffer.data() + PAYLOAD_SIZE, &size) == 1;
    }

  private:
    /// Octets of associated data.
    static constexpr std::size_t ASSOCIATED_SIZE = HEADER_SIZE + TOPIC.size();

    OpensslPtr<EVP_CIPHER_CTX> m_context;                               ///< holds the key
    std::array<std::uint8_t, ASSOCIATED_SIZE> m_associated{};           ///< begins with the nonce
    std::array<std::uint8_t, PAYLOAD_SIZE + AesGcm::TAG_SIZE> m_buffer; ///< the last message
};

/// The publisher and the subscribers.
using Parties = std::vector<std::unique_ptr<GroupKeyParty>>;

/// @param count number of parties
/// @param worker who does their cryptography
/// @return the parties, or why there are none
Result<Parties>
MakeParties(std::uint32_t count, GroupKeyWorker worker)
{
    const auto profile = DeviceProfile::Load("i7-8565u");
    if (!profile)
    {
        return profile.error();
    }
    const GroupKey key{1, Secret(Bytes(AesGcm::KEY_SIZE, 7))};
    const auto processor = CreateObject<Processor>();
    processor->SetProfile(profile.value());
    processor->SetCostMode(Processor::TABLE);
    Parties parties;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        if (worker == GroupKeyWorker::OPENSSL)
        {
            parties.push_back(std::make_unique<OpensslParty>(key.key.Get(), i == 0));
            continue;
        }
        parties.push_back(std::make_unique<RingParty>(processor, key, i + 1));
    }
    return parties;
}

} // namespace

Result<RunOutput>
RunGroupKey(std::uint32_t subscribers, std::uint32_t messages, GroupKeyWorker worker)
{
    const auto made = MakeParties(subscribers + 1, worker);
    if (!made)
    {
        return made.error();
    }
    const Parties& parties = made.value();
    const Bytes payload(PAYLOAD_SIZE, 'x');
    // The first message finds out what is then known.
    double begin = 0;
    for (std::uint32_t message = 0; message <= messages; ++message)
    {
        begin = message == 1 ? GetHostSeconds() : begin;
        const ByteView sealed = parties.front()->Seal(payload);
        for (std::size_t i = 1; i < parties.size(); ++i)
        {
            if (!parties[i]->Open(sealed))
            {
                return Error{"a message under a group key cannot be opened"};
            }
        }
    }
    RunOutput output;
    output.figures["crypto_s"] = GetHostSeconds() - begin;
    return output;
}

} // namespace ns3::mqtt
