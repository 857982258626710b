// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-rsa.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-operations.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

/// Octets of a public key as it is sent.
constexpr std::size_t KEY_SIZE = RsaPublicKey::ENCODED_SIZE;

/// Octets that OpenSSL keeps of a private key: exponents, primes and coefficient.
constexpr std::size_t PRIVATE_SIZE = RsaPublicKey::MODULUS_SIZE * 7 / 2;

/// @param context what an offer is bound to
/// @param fresh public key that is offered
/// @return what the long-term key signs
Bytes
MakeStatement(ByteView context, ByteView fresh)
{
    Bytes statement = context.ToBytes();
    statement.insert(statement.end(), fresh.begin(), fresh.end());
    return statement;
}

} // namespace

RsaExchangeParty::RsaExchangeParty(const ExchangeForm& form, std::uint32_t number)
    : ExchangeParty(form),
      m_number(number),
      m_pair(RsaPool::Get(number))
{
}

ByteView
RsaExchangeParty::GetPublicKey() const
{
    return m_pair.GetPublicKey().Encode();
}

Bytes
RsaExchangeParty::Offer(ByteView context)
{
    if (!GetForm().freshKeys)
    {
        return GetPublicKey().ToBytes();
    }
    // Another pair than the long-term one, though perhaps that of another client.
    m_fresh = RsaPool::Get(m_number + 1);
    CountOperation(operations::RSA_2048_KEYGEN);
    const ByteView fresh = m_fresh->GetPublicKey().Encode();
    if (!GetForm().authenticated)
    {
        return fresh.ToBytes();
    }
    Bytes offer = GetPublicKey().ToBytes();
    offer.insert(offer.end(), fresh.begin(), fresh.end());
    const Bytes signature = m_pair.Sign(MakeStatement(context, fresh), RsaPadding::PKCS1);
    offer.insert(offer.end(), signature.begin(), signature.end());
    return offer;
}

std::optional<RsaPublicKey>
RsaExchangeParty::CheckOffer(ByteView offer, ByteView fingerprint, ByteView context) const
{
    if (!GetForm().authenticated)
    {
        return RsaPublicKey::Decode(offer);
    }
    const std::size_t size =
        GetForm().freshKeys ? 2 * KEY_SIZE + RsaPublicKey::MODULUS_SIZE : KEY_SIZE;
    if (offer.size() != size || !AreEqual(Sha256({offer.SubView(0, KEY_SIZE)}), fingerprint))
    {
        return std::nullopt;
    }
    auto key = RsaPublicKey::Decode(offer.SubView(0, KEY_SIZE));
    if (!key || !GetForm().freshKeys)
    {
        return key;
    }
    const ByteView fresh = offer.SubView(KEY_SIZE, KEY_SIZE);
    return key->Verify(MakeStatement(context, fresh),
                       offer.SubView(2 * KEY_SIZE),
                       RsaPadding::PKCS1)
               ? RsaPublicKey::Decode(fresh)
               : std::nullopt;
}

std::optional<Bytes>
RsaExchangeParty::Seal(ByteView offer,
                       ByteView fingerprint,
                       ByteView offerContext,
                       ByteView context,
                       ByteView dataKey) const
{
    const auto key = CheckOffer(offer, fingerprint, offerContext);
    return key ? key->EncryptOaep(dataKey, context) : std::nullopt;
}

std::optional<Secret>
RsaExchangeParty::Open(ByteView sealed, ByteView context) const
{
    return (m_fresh ? *m_fresh : m_pair).DecryptOaep(sealed, context);
}

Bytes
RsaExchangeParty::Sign(ByteView statement) const
{
    return GetForm().authenticated ? m_pair.Sign(statement, RsaPadding::PKCS1) : Bytes();
}

bool
RsaExchangeParty::Verify(ByteView publicKey, ByteView statement, ByteView signature) const
{
    if (!GetForm().authenticated)
    {
        return true;
    }
    const auto key = RsaPublicKey::Decode(publicKey);
    return key && key->Verify(statement, signature, RsaPadding::PKCS1);
}

std::size_t
RsaExchangeParty::GetSealedSize() const
{
    return RsaPublicKey::MODULUS_SIZE;
}

std::size_t
RsaExchangeParty::GetSignatureSize() const
{
    return GetForm().authenticated ? RsaPublicKey::MODULUS_SIZE : 0;
}

std::size_t
RsaExchangeParty::GetStateSize() const
{
    return (m_fresh ? 2 : 1) * (PRIVATE_SIZE + KEY_SIZE);
}

} // namespace ns3::mqtt
