// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_EXCHANGE_ECDH_H
#define MQTT_KEY_EXCHANGE_ECDH_H

#include "mqtt-key-exchange-party.h"

#include "ns3/mqtt-p256.h"

namespace ns3::mqtt
{

/// The key exchange by ECDH on P-256: for each data key the publisher makes an ephemeral pair, and
/// seals by AES-128-GCM under a key that HKDF-SHA-256 derives from the shared secrets, all points
/// and the context. What is sealed begins with the ephemeral point.
class EcdhExchangeParty : public ExchangeParty
{
  public:
    /// Makes a long-term pair from the current party's randomness.
    /// @param form how data keys are exchanged
    explicit EcdhExchangeParty(const ExchangeForm& form);

    ByteView GetPublicKey() const override;
    Bytes Offer(ByteView context) override;
    void Renew() override;
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
    /// @return whether data keys are sealed for the long-term pair: because it proves who opens
    /// them,
    ///         or because there is no other
    bool UsesLongTermKey() const;

    P256Pair m_pair;                     ///< long-term
    std::optional<P256Pair> m_fresh;     ///< of the last offer
    std::optional<P256Pair> m_ephemeral; ///< of the newest data key, as a publisher
};

} // namespace ns3::mqtt

#endif /* MQTT_KEY_EXCHANGE_ECDH_H */
