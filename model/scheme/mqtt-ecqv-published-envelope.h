// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_PUBLISHED_ENVELOPE_H
#define MQTT_ECQV_PUBLISHED_ENVELOPE_H

#include "mqtt-ecqv-envelope.h"

#include <functional>

namespace ns3::mqtt
{

/// Messages as printed (section 4.3 of the paper):
///   option 1: ID_G, ID_i, T, M, V, s
///   option 2: ID_G, ID_i, T, E(M), V, s with K = H(abscissa of d_i Q_P, T)
///   option 3: ID_G, T, Z, E(M, ID_i, s1), s2 with K = H(abscissa of z Q_P, T), in three readings
/// The challenge of every signature is H(content, T, ID_G); E is AES-256-CBC with an initial vector
/// of zeros and PKCS #7 padding. Nothing tells the epoch: whoever receives tries the newest keys
/// first. An empty payload, which clears a retained message, goes as it is.
class PublishedEnvelope : public EcqvEnvelope
{
  public:
    /// @param form form; outlives the envelope
    explicit PublishedEnvelope(const EcqvForm& form);

    std::optional<Bytes> Seal(const EcqvSender& sender,
                              const EcqvParcel& parcel,
                              EcqvGroupView& view) final;
    EcqvOpened Verify(EcqvRole side,
                      const std::string& topic,
                      ByteView sealed,
                      EcqvGroupView& view,
                      std::int64_t now) final;
    EcqvOpened Open(EcqvRole side,
                    const std::string& topic,
                    ByteView sealed,
                    EcqvGroupView& view,
                    std::int64_t now) final;

  protected:
    static constexpr std::size_t TIME_SIZE = 8; ///< octets of T

    /// What every step needs.
    struct Frame
    {
        EcqvRole side;       ///< of the sender
        EcqvGroupView& view; ///< what the party knows
        std::int64_t now;    ///< Unix time in seconds
    };

    /// @param parcel what to seal
    /// @param sender who seals
    /// @param view what it knows, an epoch at least
    /// @return all but ID_G; none if a key is missing
    virtual std::optional<Bytes> SealContent(const EcqvParcel& parcel,
                                             const EcqvSender& sender,
                                             const EcqvGroupView& view) = 0;

    /// What the broker checks.
    /// @param frame what it needs
    /// @param content all but ID_G
    /// @param opened gets time and sender
    /// @return what is wrong with it
    virtual std::optional<Error> VerifyContent(const Frame& frame,
                                               ByteView content,
                                               EcqvOpened& opened) = 0;

    /// What a member of the other side does.
    /// @param frame what it needs
    /// @param content all but ID_G
    /// @param opened gets time, sender and payload
    /// @return what is wrong with it
    virtual std::optional<Error> OpenContent(const Frame& frame,
                                             ByteView content,
                                             EcqvOpened& opened) = 0;

    /// @param content that is signed
    /// @param time T
    /// @param group ID_G
    /// @return H(content, T, ID_G)
    EcScalar MakeChallenge(ByteView content, std::int64_t time, const EcqvId& group) const;

    /// @param shared abscissa
    /// @param time T
    /// @param plaintext may be empty
    /// @return E(plaintext) with K = H(abscissa, T)
    static Bytes Encrypt(const Secret& shared, std::int64_t time, ByteView plaintext);

    /// @param shared abscissa
    /// @param time T
    /// @param sealed from a peer
    /// @return plaintext, unless the padding is wrong
    static std::optional<Bytes> Decrypt(const Secret& shared, std::int64_t time, ByteView sealed);

    /// @param frame what every step needs
    /// @param id of a member of the sender's side, in the newest epoch that has it
    /// @return its public key, or null
    const EcPoint* FindPublicKey(const Frame& frame, const EcqvId& id) const;

    /// Tries the private keys of the sender's side that are remembered, the newest first.
    /// @param frame what every step needs
    /// @param tries gets an epoch and its key; says whether the key was the right one
    /// @return whether one was
    static bool TryPrivateKeys(
        const Frame& frame,
        const std::function<bool(const EcqvGroupView::Epoch&, const EcScalar&)>& tries);

    const EcqvForm& m_form; ///< form

  private:
    /// Looks at what all options begin with.
    /// @param sealed from a peer
    /// @param view what the party knows
    /// @param examine looks at the rest
    /// @return verdict
    template <class Examine>
    EcqvOpened Begin(ByteView sealed, const EcqvGroupView& view, Examine examine) const;
};

/// @param form form, as printed, of option 3
/// @return the envelope for its reading
std::unique_ptr<EcqvEnvelope> CreatePublishedAnonymous(const EcqvForm& form);

/// @param form form, as printed
/// @return the envelope for it
std::unique_ptr<EcqvEnvelope> CreatePublishedEnvelope(const EcqvForm& form);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_PUBLISHED_ENVELOPE_H */
