// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-fields.h"
#include "mqtt-ecqv-published-envelope.h"

namespace ns3::mqtt
{

namespace
{

/// Options 1 and 2: ID_i, T, content, V, s.
class NamedEnvelope : public PublishedEnvelope
{
  public:
    using PublishedEnvelope::PublishedEnvelope;

  protected:
    /// What is known of a message.
    struct Letter
    {
        EcqvId sender{};             ///< ID_i
        std::int64_t time{0};        ///< T
        ByteView content;            ///< what is signed
        const EcPoint* key{nullptr}; ///< Q_i
    };

    /// @param parcel what to seal
    /// @param sender who seals
    /// @param view what it knows
    /// @return what is signed; none if a key is missing
    virtual std::optional<Bytes> Protect(const EcqvParcel& parcel,
                                         const EcqvSender& sender,
                                         const EcqvGroupView& view) = 0;

    /// @param frame what every step needs
    /// @param letter message
    /// @return payload
    virtual std::optional<Bytes> Unprotect(const Frame& frame, const Letter& letter) = 0;

  private:
    std::optional<Bytes> SealContent(const EcqvParcel& parcel,
                                     const EcqvSender& sender,
                                     const EcqvGroupView& view) override
    {
        const auto content = Protect(parcel, sender, view);
        if (!content)
        {
            return std::nullopt;
        }
        const EcScalar challenge = MakeChallenge(*content, parcel.time, view.GetGroup());
        const auto signature = SignSchnorr(*m_form.curve, sender.key, [&challenge](const EcPoint&) {
            return challenge;
        });
        Bytes sealed = GetView(sender.id).ToBytes();
        AppendParts(sealed,
                    {EncodeNumber(parcel.time), *content, EncodeSignature(m_form, signature)});
        return sealed;
    }

    /// @param frame what every step needs
    /// @param content all but ID_G
    /// @param opened gets time and sender
    /// @return the message, if its signature is good
    Result<Letter> Check(const Frame& frame, ByteView content, EcqvOpened& opened) const
    {
        if (content.size() < sizeof(EcqvId) + TIME_SIZE + GetSignatureSize(m_form))
        {
            return Error{"message: cut short"};
        }
        FieldReader reader(content);
        Letter letter;
        letter.sender = reader.TakeId();
        letter.time = reader.TakeNumber();
        const auto signature = DecodeSignature(m_form, reader.TakeBack(GetSignatureSize(m_form)));
        letter.content = reader.GetRest();
        letter.key = FindPublicKey(frame, letter.sender);
        if (!letter.key)
        {
            return Error{"message: from nobody on the list"};
        }
        const EcScalar challenge =
            MakeChallenge(letter.content, letter.time, frame.view.GetGroup());
        if (!signature || !VerifySchnorr(*m_form.curve, *letter.key, *signature, challenge))
        {
            return Error{"message: not signed by its sender"};
        }
        opened.sender = letter.sender;
        opened.time = letter.time;
        return letter;
    }

    std::optional<Error> VerifyContent(const Frame& frame,
                                       ByteView content,
                                       EcqvOpened& opened) override
    {
        const auto checked = Check(frame, content, opened);
        return checked ? std::nullopt : std::optional(checked.error());
    }

    std::optional<Error> OpenContent(const Frame& frame,
                                     ByteView content,
                                     EcqvOpened& opened) override
    {
        const auto checked = Check(frame, content, opened);
        if (!checked)
        {
            return checked.error();
        }
        auto payload = Unprotect(frame, checked.value());
        if (!payload)
        {
            return Error{"message: not sealed for this side"};
        }
        opened.payload = std::move(*payload);
        return std::nullopt;
    }
};

/// Option 1: M.
class SignedEnvelope : public NamedEnvelope
{
  public:
    using NamedEnvelope::NamedEnvelope;

  private:
    std::optional<Bytes> Protect(const EcqvParcel& parcel,
                                 const EcqvSender&,
                                 const EcqvGroupView&) override
    {
        return parcel.payload.ToBytes();
    }

    std::optional<Bytes> Unprotect(const Frame&, const Letter& letter) override
    {
        return letter.content.ToBytes();
    }
};

/// Option 2: E(M).
class SealedEnvelope : public NamedEnvelope
{
  public:
    using NamedEnvelope::NamedEnvelope;

  private:
    std::optional<Bytes> Protect(const EcqvParcel& parcel,
                                 const EcqvSender& sender,
                                 const EcqvGroupView& view) override
    {
        const EcqvGroupView::Epoch& epoch = *view.GetNewest();
        const EcPoint& point = epoch.statement.GetKey(parcel.side);
        if (!point)
        {
            return std::nullopt;
        }
        const Secret& shared = epoch.GetShared(*m_form.curve,
                                               parcel.side,
                                               sender.id,
                                               sender.publicKey,
                                               sender.key,
                                               point);
        return Encrypt(shared, parcel.time, parcel.payload);
    }

    std::optional<Bytes> Unprotect(const Frame& frame, const Letter& letter) override
    {
        std::optional<Bytes> payload;
        TryPrivateKeys(frame, [&](const EcqvGroupView::Epoch& epoch, const EcScalar& key) {
            const Secret& shared = epoch.GetShared(*m_form.curve,
                                                   frame.side,
                                                   letter.sender,
                                                   *letter.key,
                                                   key,
                                                   *letter.key);
            // One wrong key in 256 goes unnoticed.
            payload = Decrypt(shared, letter.time, letter.content);
            return payload.has_value();
        });
        return payload;
    }
};

} // namespace

std::unique_ptr<EcqvEnvelope>
CreatePublishedEnvelope(const EcqvForm& form)
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
    return CreatePublishedAnonymous(form);
}

} // namespace ns3::mqtt
