// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-fields.h"
#include "mqtt-ecqv-published-envelope.h"

namespace ns3::mqtt
{

namespace
{

constexpr std::size_t SEALED_SCALAR_SIZE = 48; ///< octets of E(s1): two blocks and the padding

/// What the sender seals under the key of a message, and how.
struct Inside
{
    const EcqvSender& sender; ///< who
    const EcScalar& secret;   ///< z
    const Secret& shared;     ///< abscissa of z Q_P
    ByteView payload;         ///< M
    std::int64_t time;        ///< T
    const EcqvId& group;      ///< ID_G
};

/// What a receiver finds inside.
struct Found
{
    EcqvId sender{};    ///< ID_i
    Bytes payload;      ///< M
    EcScalar response;  ///< s1
    EcScalar challenge; ///< h1
};

/// Option 3: T, Z, body, s2. The readings differ in the body and in what is signed.
class AnonymousEnvelope : public PublishedEnvelope
{
  public:
    using PublishedEnvelope::PublishedEnvelope;

  protected:
    /// @param inside what to seal
    /// @return body and h2
    virtual std::pair<Bytes, EcScalar> SealBody(const Inside& inside) const = 0;

    /// @return whether h2 follows from what is sent, so that the broker can verify
    virtual bool IsVerifiable() const = 0;

    /// @param body from a peer
    /// @param time T
    /// @param group ID_G
    /// @return h2, if that is verifiable
    virtual EcScalar GetOuterChallenge(ByteView body,
                                       std::int64_t time,
                                       const EcqvId& group) const = 0;

    /// @param body from a peer
    /// @param shared abscissa of d_P Z
    /// @param time T
    /// @param group ID_G
    /// @return what is inside, unless the key is the wrong one
    virtual std::optional<Found> OpenBody(ByteView body,
                                          const Secret& shared,
                                          std::int64_t time,
                                          const EcqvId& group) const = 0;

    /// @param inside what to seal
    /// @param challenge h1
    /// @return s1
    EcScalar AnswerInside(const Inside& inside, const EcScalar& challenge) const
    {
        return AnswerSchnorr(*m_form.curve, inside.sender.key, inside.secret, challenge);
    }

    /// @param text M, ID_i
    /// @param response s1
    /// @param challenge h1
    /// @return all of it; none if that is no scalar
    std::optional<Found> MakeFound(FieldReader text, ByteView response, EcScalar challenge) const
    {
        auto scalar = m_form.curve->DecodeScalar(response);
        if (!scalar)
        {
            return std::nullopt;
        }
        const ByteView id = text.TakeBack(sizeof(EcqvId));
        return Found{FieldReader(id).TakeId(),
                     text.GetRest().ToBytes(),
                     std::move(*scalar),
                     std::move(challenge)};
    }

  private:
    /// A message in parts.
    struct Letter
    {
        std::int64_t time{0}; ///< T
        EcPoint point;        ///< Z
        ByteView body;        ///< body
        EcScalar response;    ///< s2
    };

    std::optional<Bytes> SealContent(const EcqvParcel& parcel,
                                     const EcqvSender& sender,
                                     const EcqvGroupView& view) override
    {
        const EllipticCurve& curve = *m_form.curve;
        const EcqvGroupView::Epoch& epoch = *view.GetNewest();
        const EcPoint& recipients = epoch.statement.GetKey(parcel.side);
        const auto& groupKey = epoch.GetPrivateKey(GetCounterpart(parcel.side));
        if (!recipients || !groupKey)
        {
            return std::nullopt;
        }
        const EcScalar secret = curve.MakeRandomScalar();
        const EcPoint point = curve.MultiplyBase(secret);
        const Secret shared = curve.Agree(secret, recipients);
        const auto [body, challenge] =
            SealBody({sender, secret, shared, parcel.payload, parcel.time, view.GetGroup()});
        // z once more, as printed: who knows the group key knows z now.
        const EcScalar response = AnswerSchnorr(curve, *groupKey, secret, challenge);
        Bytes sealed = EncodeNumber(parcel.time);
        AppendParts(sealed, {curve.Encode(point, m_form.encoding), body, response.Encode().Get()});
        return sealed;
    }

    /// @param content all but ID_G
    /// @return its parts
    Result<Letter> Read(ByteView content) const
    {
        const std::size_t pointSize = EllipticCurve::GetPointSize(m_form.encoding);
        if (content.size() < TIME_SIZE + pointSize + EcScalar::SIZE)
        {
            return Error{"message: cut short"};
        }
        FieldReader reader(content);
        Letter letter;
        letter.time = reader.TakeNumber();
        auto point = m_form.curve->Decode(reader.TakeFront(pointSize), m_form.encoding);
        auto response = m_form.curve->DecodeScalar(reader.TakeBack(EcScalar::SIZE));
        if (!point || !response)
        {
            return Error{"message: no point or no scalar"};
        }
        letter.point = std::move(*point);
        letter.body = reader.GetRest();
        letter.response = std::move(*response);
        return letter;
    }

    std::optional<Error> VerifyContent(const Frame& frame,
                                       ByteView content,
                                       EcqvOpened& opened) override
    {
        const auto letter = Read(content);
        if (!letter)
        {
            return letter.error();
        }
        opened.time = letter.value().time;
        if (IsVerifiable() &&
            !IsSignedByGroup(
                frame,
                letter.value(),
                GetOuterChallenge(letter.value().body, opened.time, frame.view.GetGroup())))
        {
            return Error{"message: not signed by a member"};
        }
        return std::nullopt;
    }

    /// @param frame what every step needs
    /// @param letter message
    /// @param challenge h2
    /// @return whether s2 was made with the group key of an epoch that is remembered
    bool IsSignedByGroup(const Frame& frame, const Letter& letter, const EcScalar& challenge) const
    {
        const EcqvRole signer = GetCounterpart(frame.side);
        const auto& epochs = frame.view.GetEpochs();
        return std::any_of(epochs.begin(), epochs.end(), [&](const auto& entry) {
            const EcPoint& key = entry.second.statement.GetKey(signer);
            return key &&
                   VerifySchnorr(*m_form.curve, key, {letter.point, letter.response}, challenge);
        });
    }

    std::optional<Error> OpenContent(const Frame& frame,
                                     ByteView content,
                                     EcqvOpened& opened) override
    {
        const auto read = Read(content);
        if (!read)
        {
            return read.error();
        }
        opened.time = read.value().time;
        const bool isOpened =
            TryPrivateKeys(frame, [&](const EcqvGroupView::Epoch&, const EcScalar& key) {
                return OpenWith(frame, read.value(), key, opened);
            });
        return isOpened ? std::nullopt
                        : std::optional(Error{"message: not sealed for this side by a member"});
    }

    /// @param frame what every step needs
    /// @param letter message
    /// @param key private key of the sender's side
    /// @param opened gets sender and payload
    /// @return whether it was the right key and the signatures are good
    bool OpenWith(const Frame& frame,
                  const Letter& letter,
                  const EcScalar& key,
                  EcqvOpened& opened) const
    {
        const EllipticCurve& curve = *m_form.curve;
        const Secret shared = curve.Agree(key, letter.point);
        auto found = OpenBody(letter.body, shared, letter.time, frame.view.GetGroup());
        const EcPoint* publicKey = found ? FindPublicKey(frame, found->sender) : nullptr;
        if (!publicKey ||
            !VerifySchnorr(curve, *publicKey, {letter.point, found->response}, found->challenge))
        {
            return false;
        }
        // Where the broker could not, the receiver looks at s2, whose challenge is the same.
        if (!IsVerifiable() && !IsSignedByGroup(frame, letter, found->challenge))
        {
            return false;
        }
        opened.sender = found->sender;
        opened.payload = std::move(found->payload);
        return true;
    }
};

/// Readings RA and RB: the body is E(M, ID_i, s1) with h1 = H(M, T, ID_G).
class JointEnvelope : public AnonymousEnvelope
{
  public:
    using AnonymousEnvelope::AnonymousEnvelope;

  private:
    std::pair<Bytes, EcScalar> SealBody(const Inside& inside) const override
    {
        EcScalar challenge = MakeChallenge(inside.payload, inside.time, inside.group);
        Bytes text = inside.payload.ToBytes();
        AppendParts(text,
                    {GetView(inside.sender.id), AnswerInside(inside, challenge).Encode().Get()});
        Bytes body = Encrypt(inside.shared, inside.time, text);
        if (IsVerifiable())
        {
            challenge = GetOuterChallenge(body, inside.time, inside.group);
        }
        return {std::move(body), std::move(challenge)};
    }

    bool IsVerifiable() const override
    {
        return m_form.reading == EcqvReading::RA; // h2 takes the payload in RB
    }

    EcScalar GetOuterChallenge(ByteView body, std::int64_t time, const EcqvId& group) const override
    {
        return MakeChallenge(body, time, group);
    }

    std::optional<Found> OpenBody(ByteView body,
                                  const Secret& shared,
                                  std::int64_t time,
                                  const EcqvId& group) const override
    {
        const auto text = Decrypt(shared, time, body);
        if (!text || text->size() < sizeof(EcqvId) + EcScalar::SIZE)
        {
            return std::nullopt;
        }
        FieldReader reader(*text);
        const ByteView response = reader.TakeBack(EcScalar::SIZE);
        const ByteView payload = reader.GetRest().SubView(0, reader.GetSize() - sizeof(EcqvId));
        return MakeFound(reader, response, MakeChallenge(payload, time, group));
    }
};

/// Reading RC: the body is C = E(M, ID_i), then E(s1), with h1 = h2 = H(C, T, ID_G).
class SeparateEnvelope : public AnonymousEnvelope
{
  public:
    using AnonymousEnvelope::AnonymousEnvelope;

  private:
    std::pair<Bytes, EcScalar> SealBody(const Inside& inside) const override
    {
        Bytes text = inside.payload.ToBytes();
        AppendParts(text, {GetView(inside.sender.id)});
        Bytes body = Encrypt(inside.shared, inside.time, text);
        EcScalar challenge = MakeChallenge(body, inside.time, inside.group);
        const Secret response = AnswerInside(inside, challenge).Encode();
        AppendParts(body, {Encrypt(inside.shared, inside.time, response.Get())});
        return {std::move(body), std::move(challenge)};
    }

    bool IsVerifiable() const override
    {
        return true;
    }

    EcScalar GetOuterChallenge(ByteView body, std::int64_t time, const EcqvId& group) const override
    {
        // What is too short fits no signature either.
        const std::size_t size = body.size() - std::min(body.size(), SEALED_SCALAR_SIZE);
        return MakeChallenge(body.SubView(0, size), time, group);
    }

    std::optional<Found> OpenBody(ByteView body,
                                  const Secret& shared,
                                  std::int64_t time,
                                  const EcqvId& group) const override
    {
        FieldReader reader(body);
        if (body.size() < SEALED_SCALAR_SIZE)
        {
            return std::nullopt;
        }
        const auto response = Decrypt(shared, time, reader.TakeBack(SEALED_SCALAR_SIZE));
        const auto text = Decrypt(shared, time, reader.GetRest());
        if (!response || !text || text->size() < sizeof(EcqvId))
        {
            return std::nullopt;
        }
        return MakeFound(FieldReader(*text),
                         *response,
                         MakeChallenge(reader.GetRest(), time, group));
    }
};

} // namespace

std::unique_ptr<EcqvEnvelope>
CreatePublishedAnonymous(const EcqvForm& form)
{
    if (form.reading == EcqvReading::RC)
    {
        return std::make_unique<SeparateEnvelope>(form);
    }
    return std::make_unique<JointEnvelope>(form);
}

} // namespace ns3::mqtt
