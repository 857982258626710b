// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-capture.h"

#include "ns3/mqtt-ecqv-fields.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

EcqvCapture::EcqvCapture(const EcqvMembers& members, ByteView sealed)
    : m_members(members),
      m_isSound(!members.form.published)
{
    FieldReader reader(sealed);
    const std::size_t pointSize = EllipticCurve::GetPointSize(members.form.encoding);
    m_header = reader.TakeFront(m_isSound ? 29 : 24).ToBytes();
    m_point = reader.TakeFront(pointSize).ToBytes();
    response = *members.curve.DecodeScalar(reader.TakeBack(32));
    point = Decode(m_point);
    commitment = m_isSound ? Decode(reader.TakeBack(pointSize)) : point;
    m_body = reader.GetRest().ToBytes();
}

EcScalar
EcqvCapture::GetOuterChallenge(ByteView payload) const
{
    if (!m_isSound)
    {
        const bool takesPayload = m_members.form.reading == EcqvReading::RB;
        return Hash(takesPayload ? payload : GetSigned());
    }
    Bytes content = m_point;
    AppendParts(content, {m_body});
    return HashSound("mqtt-ecqv option 3, group",
                     commitment,
                     m_members.GetStatement().subscribersKey,
                     m_header,
                     content);
}

std::optional<EcqvInside>
EcqvCapture::Open(const Secret& shared) const
{
    return m_isSound ? OpenSound(shared) : OpenPublished(shared);
}

EcPoint
EcqvCapture::Decode(ByteView octets) const
{
    return *m_members.curve.Decode(octets, m_members.form.encoding);
}

ByteView
EcqvCapture::GetSigned() const
{
    const bool isSeparate = m_members.form.reading == EcqvReading::RC;
    return ByteView(m_body).SubView(0, m_body.size() - (isSeparate ? 48 : 0));
}

EcScalar
EcqvCapture::Hash(ByteView content) const
{
    const ByteView header(m_header);
    return m_members.curve.Reduce(Sha256({content, header.SubView(16, 8), header.SubView(0, 16)}));
}

EcScalar
EcqvCapture::HashSound(std::string_view label,
                       const EcPoint& commitment,
                       const EcPoint& key,
                       ByteView header,
                       ByteView content) const
{
    Bytes octets;
    AppendParts(octets,
                {ByteView(label),
                 m_members.curve.Encode(commitment, PointEncoding::COMPRESSED),
                 m_members.curve.Encode(key, PointEncoding::COMPRESSED),
                 header,
                 Bytes{0, 6},
                 ByteView(EcqvMembers::TOPIC),
                 content});
    return m_members.curve.Reduce(Sha256({octets}));
}

std::optional<EcqvInside>
EcqvCapture::OpenPublished(const Secret& shared) const
{
    const Bytes key = Sha256({shared.Get(), ByteView(m_header).SubView(16)});
    const bool isSeparate = m_members.form.reading == EcqvReading::RC;
    auto text = OpenAesCbc(key, Bytes(16), GetSigned());
    if (text && isSeparate)
    {
        const auto scalar =
            OpenAesCbc(key, Bytes(16), ByteView(m_body).SubView(m_body.size() - 48));
        AppendParts(*text, {scalar.value_or(Bytes())});
    }
    if (!text || text->size() < 48)
    {
        return std::nullopt;
    }
    FieldReader reader(*text);
    const auto scalar = m_members.curve.DecodeScalar(reader.TakeBack(32));
    if (!scalar)
    {
        return std::nullopt;
    }
    const ByteView id = reader.TakeBack(16);
    EcqvInside inside{reader.GetRest().ToBytes(), FieldReader(id).TakeId(), point, *scalar, {}};
    inside.challenge = Hash(isSeparate ? GetSigned() : ByteView(inside.payload));
    return inside;
}

std::optional<EcqvInside>
EcqvCapture::OpenSound(const Secret& shared) const
{
    const std::string_view label = "mqtt-ecqv option 3, member";
    Bytes info;
    AppendParts(info, {ByteView(label), m_header, m_point});
    Bytes associated = m_header;
    AppendParts(associated, {ByteView(EcqvMembers::TOPIC)});
    AesGcm cipher(HkdfSha256(shared.Get(), {}, info, AesGcm::KEY_SIZE).Get());
    const auto text = cipher.Open(Bytes(12), associated, m_body);
    if (!text)
    {
        return std::nullopt;
    }
    FieldReader reader(*text);
    EcqvInside inside;
    inside.sender = reader.TakeId();
    inside.response = *m_members.curve.DecodeScalar(reader.TakeBack(32));
    inside.commitment =
        Decode(reader.TakeBack(EllipticCurve::GetPointSize(m_members.form.encoding)));
    inside.payload = reader.GetRest().ToBytes();
    Bytes header(m_header.begin(), m_header.begin() + 21);
    AppendParts(header, {GetView(inside.sender), ByteView(m_header).SubView(21)});
    Bytes content = m_point;
    AppendParts(content, {inside.payload});
    const auto& parties = m_members.parties;
    const auto sender = std::find_if(parties.begin(), parties.end(), [&](const auto& party) {
        return party.sender.id == inside.sender;
    });
    inside.challenge =
        HashSound(label, inside.commitment, sender->sender.publicKey, header, content);
    return inside;
}

} // namespace ns3::mqtt::test
