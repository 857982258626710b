// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-fields.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

void
AppendParts(Bytes& octets, std::initializer_list<ByteView> parts)
{
    for (const ByteView part : parts)
    {
        octets.insert(octets.end(), part.begin(), part.end());
    }
}

Bytes
EncodeNumber(std::int64_t value)
{
    Bytes octets(sizeof(value));
    boost::endian::store_big_s64(octets.data(), value);
    return octets;
}

ByteView
FieldReader::TakeFront(std::size_t size)
{
    const ByteView front = m_rest.SubView(0, size);
    m_rest = m_rest.SubView(size);
    return front;
}

ByteView
FieldReader::TakeBack(std::size_t size)
{
    const ByteView back = m_rest.SubView(m_rest.size() - size);
    m_rest = m_rest.SubView(0, m_rest.size() - size);
    return back;
}

EcqvId
FieldReader::TakeId()
{
    EcqvId id;
    const ByteView octets = TakeFront(id.size());
    std::copy(octets.begin(), octets.end(), id.begin());
    return id;
}

std::int64_t
FieldReader::TakeNumber()
{
    return boost::endian::load_big_s64(TakeFront(sizeof(std::int64_t)).data());
}

std::size_t
GetSignatureSize(const EcqvForm& form)
{
    return EllipticCurve::GetPointSize(form.encoding) + EcScalar::SIZE;
}

Bytes
EncodeSignature(const EcqvForm& form, const SchnorrSignature& signature)
{
    Bytes octets = form.curve->Encode(signature.commitment, form.encoding);
    AppendParts(octets, {signature.response.Encode().Get()});
    return octets;
}

std::optional<SchnorrSignature>
DecodeSignature(const EcqvForm& form, ByteView octets)
{
    if (octets.size() != GetSignatureSize(form))
    {
        return std::nullopt;
    }
    const std::size_t pointSize = EllipticCurve::GetPointSize(form.encoding);
    auto commitment = form.curve->Decode(octets.SubView(0, pointSize), form.encoding);
    auto response = form.curve->DecodeScalar(octets.SubView(pointSize));
    if (!commitment || !response)
    {
        return std::nullopt;
    }
    return SchnorrSignature{std::move(*commitment), std::move(*response)};
}

} // namespace ns3::mqtt
