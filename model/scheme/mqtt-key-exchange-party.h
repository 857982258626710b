// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_PARTY_H
#define MQTT_KEY_EXCHANGE_PARTY_H

#include "ns3/mqtt-openssl.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3::mqtt
{

/// How data keys are exchanged.
struct ExchangeForm
{
    bool rsa{false};          ///< RSA-OAEP rather than ECDH on P-256
    bool freshKeys{false};    ///< a subscriber makes a pair for the exchange
    bool authenticated{true}; ///< offers and data keys are bound to provisioned identities
};

/// The public-key cryptography of a client of the key exchange: its long-term pair, which it was
/// given with its authorisation, and as a subscriber the pair that data keys are sealed for.
///
/// With authentication, a publisher knows the fingerprint of every subscriber's long-term key, and
/// a subscriber the long-term keys of all publishers. An offer then carries the long-term key, and
/// - RSA, fresh keys: the fresh key, signed by the long-term key with PKCS #1;
/// - ECDH, fresh keys: the fresh point. The data key is sealed under the secrets that the
/// publisher's
///   ephemeral key shares with both, so that who does not own the long-term key cannot open it;
/// - else nothing more, and the data key is sealed for the long-term key.
/// Without, an offer is the one key that is sealed for, and says nothing about whose it is.
class ExchangeParty
{
  public:
    /// @param form how data keys are exchanged
    /// @param number of the client; decides which pair of RsaPool it gets
    /// @return a client with a new long-term pair from the current party's randomness
    static std::unique_ptr<ExchangeParty> Create(const ExchangeForm& form, std::uint32_t number);

    /// @param form how data keys are exchanged
    explicit ExchangeParty(const ExchangeForm& form)
        : m_form(form)
    {
    }

    virtual ~ExchangeParty() = default;

    /// @return the long-term public key
    virtual ByteView GetPublicKey() const = 0;

    /// Makes ready what data keys can be sealed for; a fresh pair replaces the one before.
    /// @param context what the offer is bound to
    /// @return what a publisher is sent
    virtual Bytes Offer(ByteView context) = 0;

    /// Makes ready for a new data key, of which a publisher keeps what is ephemeral no longer than
    /// the key itself.
    virtual void Renew()
    {
    }

    /// @param offer from a subscriber
    /// @param fingerprint of the long-term key that the subscriber should have; of no matter
    ///        without authentication
    /// @param offerContext what the offer should be bound to
    /// @param context what the sealed key is bound to
    /// @param dataKey to be sealed
    /// @return sealed key of GetSealedSize() octets; none if the offer is not the subscriber's, or
    ///         before the first Renew()
    virtual std::optional<Bytes> Seal(ByteView offer,
                                      ByteView fingerprint,
                                      ByteView offerContext,
                                      ByteView context,
                                      ByteView dataKey) const = 0;

    /// @param sealed GetSealedSize() octets from a publisher
    /// @param context what it should be bound to
    /// @return the data key; none unless it was sealed for the last offer
    virtual std::optional<Secret> Open(ByteView sealed, ByteView context) const = 0;

    /// @param statement about a data key
    /// @return signature by the long-term key, GetSignatureSize() octets; empty without
    ///         authentication
    virtual Bytes Sign(ByteView statement) const = 0;

    /// @param publicKey long-term key of a publisher
    /// @param statement about a data key
    /// @param signature from the publisher
    /// @return whether it holds, or needs not without authentication
    virtual bool Verify(ByteView publicKey, ByteView statement, ByteView signature) const = 0;

    /// @return octets of a sealed data key
    virtual std::size_t GetSealedSize() const = 0;

    /// @return octets of a signature
    virtual std::size_t GetSignatureSize() const = 0;

    /// @return octets of private and public keys
    virtual std::size_t GetStateSize() const = 0;

    /// @return how data keys are exchanged
    const ExchangeForm& GetForm() const
    {
        return m_form;
    }

  private:
    ExchangeForm m_form; ///< how data keys are exchanged
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_PARTY_H */
