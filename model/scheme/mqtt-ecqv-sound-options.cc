// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-fields.h"
#include "mqtt-ecqv-sound-envelope.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t SALT_SIZE = 16; ///< octets of the nonce that option 2 derives keys with

// Labels, so that nothing signed or derived for one purpose passes for another.
constexpr std::string_view SIGNED_LABEL = "mqtt-ecqv option 1";
constexpr std::string_view SEALED_LABEL = "mqtt-ecqv option 2";
constexpr std::string_view INNER_LABEL = "mqtt-ecqv option 3, member";
constexpr std::string_view OUTER_LABEL = "mqtt-ecqv option 3, group";

/// Every key seals one message alone, so that its nonce may be any.
constexpr std::array<std::uint8_t, AesGcm::NONCE_SIZE> NONCE{};

/// @param shared abscissa
/// @param salt may be empty
/// @param parts what the key is for
/// @return cipher for one message
AesGcm
MakeCipher(const Secret& shared, ByteView salt, std::initializer_list<ByteView> parts)
{
    Bytes info;
    AppendParts(info, parts);
    return AesGcm(HkdfSha256(shared.Get(), salt, info, AesGcm::KEY_SIZE).Get());
}

/// Options 1 and 2: content, V, s, where the sender is named.
class NamedEnvelope : public SoundEnvelope
{
  public:
    /// @param form form; outlives the envelope
    /// @param label of signatures
    NamedEnvelope(const EcqvForm& form, std::string_view label)
        : SoundEnvelope(form),
          m_label(label)
    {
    }

  protected:
    /// @param frame message with its payload
    /// @param sender who seals
    /// @return what is signed; none if a key is missing
    virtual std::optional<Bytes> Protect(const Frame& frame, const EcqvSender& sender) = 0;

    /// @param frame message
    /// @param content what was signed
    /// @param publicKey Q_i
    /// @return payload
    virtual std::optional<Bytes> Unprotect(const Frame& frame,
                                           ByteView content,
                                           const EcPoint& publicKey) = 0;

  private:
    bool IsAnonymous() const override
    {
        return false;
    }

    std::optional<Bytes> SealContent(const Frame& frame, const EcqvSender& sender) override
    {
        auto content = Protect(frame, sender);
        if (content)
        {
            const auto signature =
                Sign(m_label, frame, frame.header, sender.key, sender.publicKey, *content);
            AppendParts(*content, {EncodeSignature(m_form, signature)});
        }
        return content;
    }

    /// @param frame message
    /// @param roster list of the sender's side
    /// @param now Unix time in seconds
    /// @return whose signature it bears and over what
    Result<std::pair<const EcPoint*, ByteView>> Check(const Frame& frame,
                                                      EcqvRoster& roster,
                                                      std::int64_t now) const
    {
        FieldReader reader(frame.content);
        if (reader.GetSize() < GetSignatureSize(m_form))
        {
            return Error{"message: cut short"};
        }
        const ByteView signature = reader.TakeBack(GetSignatureSize(m_form));
        const EcPoint* key = roster.GetPublicKey(*frame.header.sender, frame.header.epoch, now);
        if (!key)
        {
            return Error{"message: from nobody on the list"};
        }
        if (!IsSigned(m_label, frame, frame.header, signature, *key, reader.GetRest()))
        {
            return Error{"message: not signed by its sender"};
        }
        return std::pair{key, reader.GetRest()};
    }

    std::optional<Error> VerifyContent(const Frame& frame,
                                       EcqvRoster& roster,
                                       std::int64_t now) override
    {
        const auto checked = Check(frame, roster, now);
        return checked ? std::nullopt : std::optional(checked.error());
    }

    std::optional<Error> OpenContent(const Frame& frame,
                                     EcqvRoster& roster,
                                     std::int64_t now,
                                     EcqvOpened& opened) override
    {
        const auto checked = Check(frame, roster, now);
        if (!checked)
        {
            return checked.error();
        }
        auto payload = Unprotect(frame, checked.value().second, *checked.value().first);
        if (!payload)
        {
            return Error{"message: not sealed for this side"};
        }
        opened.payload = std::move(*payload);
        return std::nullopt;
    }

    std::string_view m_label; ///< of signatures
};

/// Option 1: the payload as it is.
class SignedEnvelope : public NamedEnvelope
{
  public:
    /// @param form form; outlives the envelope
    explicit SignedEnvelope(const EcqvForm& form)
        : NamedEnvelope(form, SIGNED_LABEL)
    {
    }

  private:
    std::optional<Bytes> Protect(const Frame& frame, const EcqvSender&) override
    {
        return frame.content.ToBytes();
    }

    std::optional<Bytes> Unprotect(const Frame&, ByteView content, const EcPoint&) override
    {
        return content.ToBytes();
    }
};

/// Option 2: nonce, ciphertext and tag, under a key from nonce, header and d_i Q_P = d_P Q_i.
class SealedEnvelope : public NamedEnvelope
{
  public:
    /// @param form form; outlives the envelope
    explicit SealedEnvelope(const EcqvForm& form)
        : NamedEnvelope(form, SEALED_LABEL)
    {
    }

  private:
    /// @param frame message
    /// @param shared abscissa of d_i Q_P
    /// @param salt nonce
    /// @return cipher of the message
    static AesGcm MakeCipherOf(const Frame& frame, const Secret& shared, ByteView salt)
    {
        return MakeCipher(shared, salt, {ByteView(SEALED_LABEL), frame.header.Encode()});
    }

    std::optional<Bytes> Protect(const Frame& frame, const EcqvSender& sender) override
    {
        const EcPoint& point = frame.epoch.statement.GetKey(frame.side);
        const Secret& shared = frame.epoch.GetShared(*m_form.curve,
                                                     frame.side,
                                                     sender.id,
                                                     sender.publicKey,
                                                     sender.key,
                                                     point);
        Bytes content = RandomBytes(SALT_SIZE);
        content.reserve(SALT_SIZE + frame.content.size() + AesGcm::TAG_SIZE +
                        GetSignatureSize(m_form));
        AesGcm cipher = MakeCipherOf(frame, shared, content);
        cipher.Seal(GetView(NONCE), GetAssociated(frame), frame.content, content);
        return content;
    }

    std::optional<Bytes> Unprotect(const Frame& frame,
                                   ByteView content,
                                   const EcPoint& publicKey) override
    {
        const auto& key = frame.epoch.GetPrivateKey(frame.side);
        if (!key || content.size() < SALT_SIZE)
        {
            return std::nullopt;
        }
        const Secret& shared = frame.epoch.GetShared(*m_form.curve,
                                                     frame.side,
                                                     *frame.header.sender,
                                                     publicKey,
                                                     *key,
                                                     publicKey);
        FieldReader reader(content);
        AesGcm cipher = MakeCipherOf(frame, shared, reader.TakeFront(SALT_SIZE));
        return cipher.Open(GetView(NONCE), GetAssociated(frame), reader.GetRest());
    }
};

/// Option 3: Z, then {ID_i, payload, V1, s1} under a key from z Q_P = d_P Z, then V2, s2 by the
/// group key that all members of the sender's side hold. Z, V1 and V2 have nothing to do with each
/// other.
class AnonymousEnvelope : public SoundEnvelope
{
  public:
    using SoundEnvelope::SoundEnvelope;

  private:
    bool IsAnonymous() const override
    {
        return true;
    }

    /// @param frame message
    /// @param id of the sender
    /// @return the header that the sender itself signs
    static Header NameSender(const Frame& frame, const EcqvId& id)
    {
        Header header = frame.header;
        header.sender = id;
        return header;
    }

    /// @param frame message
    /// @param shared abscissa of z Q_P
    /// @param point Z in octets
    /// @return cipher of the message
    static AesGcm MakeCipherOf(const Frame& frame, const Secret& shared, ByteView point)
    {
        return MakeCipher(shared, {}, {ByteView(INNER_LABEL), frame.header.Encode(), point});
    }

    /// @param frame message
    /// @param sender who seals
    /// @return Z and ciphertext
    Bytes SealInside(const Frame& frame, const EcqvSender& sender) const
    {
        const EllipticCurve& curve = *m_form.curve;
        const EcScalar secret = curve.MakeRandomScalar();
        Bytes content = curve.Encode(curve.MultiplyBase(secret), m_form.encoding);
        // The sender signs Z too, so that its signature fits this message alone.
        Bytes signedByMember = content;
        AppendParts(signedByMember, {frame.content});
        const auto inner = Sign(INNER_LABEL,
                                frame,
                                NameSender(frame, sender.id),
                                sender.key,
                                sender.publicKey,
                                signedByMember);
        Bytes text = GetView(sender.id).ToBytes();
        AppendParts(text, {frame.content, EncodeSignature(m_form, inner)});
        const Secret shared = curve.Agree(secret, frame.epoch.statement.GetKey(frame.side));
        AesGcm cipher = MakeCipherOf(frame, shared, content);
        cipher.Seal(GetView(NONCE), GetAssociated(frame), text, content);
        return content;
    }

    std::optional<Bytes> SealContent(const Frame& frame, const EcqvSender& sender) override
    {
        const EcqvRole signer = GetCounterpart(frame.side);
        const auto& groupKey = frame.epoch.GetPrivateKey(signer);
        if (!groupKey)
        {
            return std::nullopt;
        }
        Bytes content = SealInside(frame, sender);
        const auto outer = Sign(OUTER_LABEL,
                                frame,
                                frame.header,
                                *groupKey,
                                frame.epoch.statement.GetKey(signer),
                                content);
        AppendParts(content, {EncodeSignature(m_form, outer)});
        return content;
    }

    std::optional<Error> VerifyContent(const Frame& frame, EcqvRoster&, std::int64_t) override
    {
        FieldReader reader(frame.content);
        if (reader.GetSize() < GetSignatureSize(m_form))
        {
            return Error{"message: cut short"};
        }
        const ByteView signature = reader.TakeBack(GetSignatureSize(m_form));
        const EcPoint& key = frame.epoch.statement.GetKey(GetCounterpart(frame.side));
        if (!IsSigned(OUTER_LABEL, frame, frame.header, signature, key, reader.GetRest()))
        {
            return Error{"message: not signed by a member"};
        }
        return std::nullopt;
    }

    std::optional<Error> OpenContent(const Frame& frame,
                                     EcqvRoster& roster,
                                     std::int64_t now,
                                     EcqvOpened& opened) override
    {
        const std::size_t pointSize = EllipticCurve::GetPointSize(m_form.encoding);
        const std::size_t signatureSize = GetSignatureSize(m_form);
        FieldReader reader(frame.content);
        if (reader.GetSize() < pointSize + signatureSize)
        {
            return Error{"message: cut short"};
        }
        reader.TakeBack(signatureSize); // which the broker has verified
        const ByteView point = reader.TakeFront(pointSize);
        const auto text = Decrypt(frame, point, reader.GetRest());
        if (!text || text->size() < sizeof(EcqvId) + signatureSize)
        {
            return Error{"message: not sealed for this side"};
        }
        FieldReader inner(*text);
        const EcqvId id = inner.TakeId();
        const ByteView signature = inner.TakeBack(signatureSize);
        Bytes signedByMember = point.ToBytes();
        AppendParts(signedByMember, {inner.GetRest()});
        const EcPoint* key = roster.GetPublicKey(id, frame.header.epoch, now);
        if (!key)
        {
            return Error{"message: from nobody on the list"};
        }
        if (!IsSigned(INNER_LABEL, frame, NameSender(frame, id), signature, *key, signedByMember))
        {
            return Error{"message: not signed by its sender"};
        }
        opened.sender = id;
        opened.payload = inner.GetRest().ToBytes();
        return std::nullopt;
    }

    /// @param frame message
    /// @param point Z in octets
    /// @param sealed ciphertext and tag
    /// @return what the sender has sealed
    std::optional<Bytes> Decrypt(const Frame& frame, ByteView point, ByteView sealed) const
    {
        const auto& key = frame.epoch.GetPrivateKey(frame.side);
        const auto decoded = m_form.curve->Decode(point, m_form.encoding);
        if (!key || !decoded)
        {
            return std::nullopt;
        }
        AesGcm cipher = MakeCipherOf(frame, m_form.curve->Agree(*key, *decoded), point);
        return cipher.Open(GetView(NONCE), GetAssociated(frame), sealed);
    }
};

} // namespace

std::unique_ptr<EcqvEnvelope>
CreateSoundEnvelope(const EcqvForm& form)
{
    switch (form.option)
    {
    case EcqvOption::AUTHENTICATED:
        return std::make_unique<SignedEnvelope>(form);
    case EcqvOption::CONFIDENTIAL:
        return std::make_unique<SealedEnvelope>(form);
    case EcqvOption::ANONYMOUS:
        break;
    }
    return std::make_unique<AnonymousEnvelope>(form);
}

} // namespace ns3::mqtt
