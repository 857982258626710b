// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-ecdh.h"

#include "mqtt-key-exchange-messages.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of a point.
constexpr std::size_t POINT_SIZE = P256PublicKey::ENCODED_SIZE;

/// The key is never used for anything else, so that its only nonce may be any: it depends on
/// subscriber, its nonce and the number of the data key, as does the plaintext.
constexpr std::array<std::uint8_t, AesGcm::NONCE_SIZE> NONCE{};

/// Shared secrets one behind the other, wiped in the end.
class SharedSecrets
{
  public:
    SharedSecrets()
    {
        m_octets.reserve(2 * P256Pair::SHARED_SIZE); // so that no copy stays behind
    }

    ~SharedSecrets()
    {
        OPENSSL_cleanse(m_octets.data(), m_octets.size());
    }

    SharedSecrets(const SharedSecrets&) = delete;
    SharedSecrets& operator=(const SharedSecrets&) = delete;

    /// @param secret appended
    void Add(const Secret& secret)
    {
        m_octets.insert(m_octets.end(), secret.Get().begin(), secret.Get().end());
    }

    /// @param ephemeral the publisher's point
    /// @param offer the subscriber's points
    /// @param context what the sealed key is bound to
    /// @return cipher for one message
    AesGcm MakeCipher(ByteView ephemeral, ByteView offer, ByteView context) const
    {
        Bytes info = context.ToBytes();
        info.insert(info.end(), ephemeral.begin(), ephemeral.end());
        info.insert(info.end(), offer.begin(), offer.end());
        return AesGcm(HkdfSha256(m_octets, {}, info, AesGcm::KEY_SIZE).Get());
    }

  private:
    Bytes m_octets; ///< at most two of them
};

} // namespace

EcdhExchangeParty::EcdhExchangeParty(const ExchangeForm& form)
    : ExchangeParty(form),
      m_pair(P256Pair::Generate())
{
}

bool
EcdhExchangeParty::UsesLongTermKey() const
{
    return GetForm().authenticated || !GetForm().freshKeys;
}

ByteView
EcdhExchangeParty::GetPublicKey() const
{
    return m_pair.GetPublicKey().Encode();
}

Bytes
EcdhExchangeParty::Offer(ByteView /* context */)
{
    Bytes offer;
    if (UsesLongTermKey())
    {
        offer = GetPublicKey().ToBytes();
    }
    if (GetForm().freshKeys)
    {
        m_fresh = P256Pair::Generate();
        const ByteView fresh = m_fresh->GetPublicKey().Encode();
        offer.insert(offer.end(), fresh.begin(), fresh.end());
    }
    return offer;
}

void
EcdhExchangeParty::Renew()
{
    m_ephemeral = P256Pair::Generate();
}

std::optional<Bytes>
EcdhExchangeParty::Seal(ByteView offer,
                        ByteView fingerprint,
                        ByteView /* offerContext */,
                        ByteView context,
                        ByteView dataKey) const
{
    const std::size_t nPoints = (UsesLongTermKey() ? 1 : 0) + (GetForm().freshKeys ? 1 : 0);
    if (!m_ephemeral || offer.size() != nPoints * POINT_SIZE ||
        (GetForm().authenticated && !AreEqual(Sha256({offer.SubView(0, POINT_SIZE)}), fingerprint)))
    {
        return std::nullopt;
    }
    SharedSecrets secrets;
    for (std::size_t i = 0; i < nPoints; ++i)
    {
        const auto key = P256PublicKey::Decode(offer.SubView(i * POINT_SIZE, POINT_SIZE));
        if (!key)
        {
            return std::nullopt;
        }
        secrets.Add(m_ephemeral->Agree(*key));
    }
    const ByteView point = m_ephemeral->GetPublicKey().Encode();
    Bytes sealed = point.ToBytes();
    AesGcm cipher = secrets.MakeCipher(point, offer, context);
    cipher.Seal({NONCE.data(), NONCE.size()}, {}, dataKey, sealed);
    return sealed;
}

std::optional<Secret>
EcdhExchangeParty::Open(ByteView sealed, ByteView context) const
{
    if (sealed.size() != GetSealedSize())
    {
        return std::nullopt;
    }
    const auto ephemeral = P256PublicKey::Decode(sealed.SubView(0, POINT_SIZE));
    if (!ephemeral || (GetForm().freshKeys && !m_fresh))
    {
        return std::nullopt;
    }
    SharedSecrets secrets;
    Bytes offer;
    for (const P256Pair* pair :
         {UsesLongTermKey() ? &m_pair : nullptr, m_fresh ? &*m_fresh : nullptr})
    {
        if (pair)
        {
            const ByteView point = pair->GetPublicKey().Encode();
            offer.insert(offer.end(), point.begin(), point.end());
            secrets.Add(pair->Agree(*ephemeral));
        }
    }
    AesGcm cipher = secrets.MakeCipher(ephemeral->Encode(), offer, context);
    auto opened = cipher.Open({NONCE.data(), NONCE.size()}, {}, sealed.SubView(POINT_SIZE));
    if (!opened)
    {
        return std::nullopt;
    }
    Secret dataKey(*opened);
    OPENSSL_cleanse(opened->data(), opened->size());
    return dataKey;
}

Bytes
EcdhExchangeParty::Sign(ByteView statement) const
{
    return GetForm().authenticated ? m_pair.Sign(statement) : Bytes();
}

bool
EcdhExchangeParty::Verify(ByteView publicKey, ByteView statement, ByteView signature) const
{
    if (!GetForm().authenticated)
    {
        return true;
    }
    const auto key = P256PublicKey::Decode(publicKey);
    return key && key->Verify(statement, signature);
}

std::size_t
EcdhExchangeParty::GetSealedSize() const
{
    return POINT_SIZE + EXCHANGE_KEY_SIZE + AesGcm::TAG_SIZE;
}

std::size_t
EcdhExchangeParty::GetSignatureSize() const
{
    return GetForm().authenticated ? P256PublicKey::SIGNATURE_SIZE : 0;
}

std::size_t
EcdhExchangeParty::GetStateSize() const
{
    const std::size_t nPairs = 1 + (m_fresh ? 1 : 0) + (m_ephemeral ? 1 : 0);
    return nPairs * (P256Pair::SHARED_SIZE + POINT_SIZE);
}

} // namespace ns3::mqtt
