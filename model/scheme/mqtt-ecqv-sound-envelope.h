// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_SOUND_ENVELOPE_H
#define MQTT_ECQV_SOUND_ENVELOPE_H

#include "mqtt-ecqv-envelope.h"

namespace ns3::mqtt
{

/// Messages of the sound form: a header, then what the level of protection makes of the payload.
///
/// Header: [ID_G 16][kind 1][epoch 4][ID_i 16][T 8], without ID_i where the sender is anonymous.
/// Every signature is over a label, its commitment V, the public key, the header, the topic and the
/// content.
class SoundEnvelope : public EcqvEnvelope
{
  public:
    /// @param form form; outlives the envelope
    explicit SoundEnvelope(const EcqvForm& form);

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
    /// What the header says.
    struct Header
    {
        EcqvId group{};               ///< ID_G
        std::uint8_t kind{0};         ///< bits
        std::uint32_t epoch{0};       ///< number
        std::optional<EcqvId> sender; ///< ID_i, unless the sender is anonymous
        std::int64_t time{0};         ///< T

        /// @return its octets
        Bytes Encode() const;
    };

    /// A message on its way.
    struct Frame
    {
        EcqvRole side;                     ///< of the sender
        const std::string& topic;          ///< MQTT topic
        Header header;                     ///< header
        ByteView content;                  ///< payload when sealing, else what follows the header
        const EcqvGroupView::Epoch& epoch; ///< that it names
    };

    /// @return whether ID_i stays out of the header
    virtual bool IsAnonymous() const = 0;

    /// @param frame message
    /// @param sender who seals
    /// @return what follows the header; none if a key is missing
    virtual std::optional<Bytes> SealContent(const Frame& frame, const EcqvSender& sender) = 0;

    /// What the broker checks.
    /// @param frame message
    /// @param roster list of the sender's side
    /// @param now Unix time in seconds
    /// @return what is wrong with it
    virtual std::optional<Error> VerifyContent(const Frame& frame,
                                               EcqvRoster& roster,
                                               std::int64_t now) = 0;

    /// What a member of the other side does.
    /// @param frame message
    /// @param roster list of the sender's side
    /// @param now Unix time in seconds
    /// @param opened gets the payload and, where it is not in the header, the sender
    /// @return what is wrong with it
    virtual std::optional<Error> OpenContent(const Frame& frame,
                                             EcqvRoster& roster,
                                             std::int64_t now,
                                             EcqvOpened& opened) = 0;

    /// @param label tells signatures of different kinds apart
    /// @param frame message
    /// @param header that is signed
    /// @param key private key
    /// @param publicKey the same, public
    /// @param content that is signed
    /// @return signature
    SchnorrSignature Sign(std::string_view label,
                          const Frame& frame,
                          const Header& header,
                          const EcScalar& key,
                          const EcPoint& publicKey,
                          ByteView content) const;

    /// @param label as for Sign()
    /// @param frame message
    /// @param header as for Sign()
    /// @param signature in octets
    /// @param publicKey of the signer
    /// @param content as for Sign()
    /// @return whether the signature is good
    bool IsSigned(std::string_view label,
                  const Frame& frame,
                  const Header& header,
                  ByteView signature,
                  const EcPoint& publicKey,
                  ByteView content) const;

    /// @param frame message
    /// @return associated data: header, topic
    Bytes GetAssociated(const Frame& frame) const;

    const EcqvForm& m_form; ///< form

  private:
    /// Looks at the header and at what the view knows, then at the content.
    /// @param check gets the frame, the list of the sender's side and what is to be told
    template <class Check>
    EcqvOpened Examine(EcqvRole side,
                       const std::string& topic,
                       ByteView sealed,
                       EcqvGroupView& view,
                       Check check) const;

    /// @param sealed from a peer
    /// @return header and how long it is; none if it is cut short
    std::optional<std::pair<Header, std::size_t>> ReadHeader(ByteView sealed) const;

    /// @param header from a peer
    /// @param side of the sender
    /// @param view what the party knows
    /// @return what is wrong with it
    std::optional<Error> CheckHeader(const Header& header,
                                     EcqvRole side,
                                     const EcqvGroupView& view) const;
};

/// @param form form, sound
/// @return the envelope for it
std::unique_ptr<EcqvEnvelope> CreateSoundEnvelope(const EcqvForm& form);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_SOUND_ENVELOPE_H */
