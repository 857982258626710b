// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_RSA_H
#define MQTT_KEY_EXCHANGE_RSA_H

#include "mqtt-key-exchange-party.h"

#include "ns3/mqtt-rsa.h"

namespace ns3::mqtt
{

/// The key exchange by RSA of 2048 bits: a data key is sealed by OAEP with SHA-256, whose label is
/// the context. Pairs come from RsaPool; a fresh one is charged as if it were made.
class RsaExchangeParty : public ExchangeParty
{
  public:
    /// @param form how data keys are exchanged
    /// @param number of the client
    RsaExchangeParty(const ExchangeForm& form, std::uint32_t number);

    ByteView GetPublicKey() const override;
    Bytes Offer(ByteView context) override;
    std::optional<Bytes> Seal(ByteView offer,
                              ByteView fingerprint,
                              ByteView offerContext,
                              ByteView context,
                              ByteView dataKey) const override;
    std::optional<Secret> Open(ByteView sealed, ByteView context) const override;
    Bytes Sign(ByteView statement) const override;
    bool Verify(ByteView publicKey, ByteView statement, ByteView signature) const override;
    std::size_t GetSealedSize() const override;
    std::size_t GetSignatureSize() const override;
    std::size_t GetStateSize() const override;

  private:
    /// @param offer from a subscriber
    /// @param fingerprint of the long-term key that it should have
    /// @param context what the offer should be bound to
    /// @return the key to seal for; none if the offer is not the subscriber's
    std::optional<RsaPublicKey> CheckOffer(ByteView offer,
                                           ByteView fingerprint,
                                           ByteView context) const;

    std::uint32_t m_number;         ///< of the client
    RsaPair m_pair;                 ///< long-term
    std::optional<RsaPair> m_fresh; ///< of the last offer
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_RSA_H */
