// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-codec.h"

#include "ns3/mqtt-primitive-tools.h"
#include "ns3/mqtt-utf8.h"

#include <limits>

namespace ns3::mqtt
{

void
EcqvFieldWriter::Point(const EcPoint& point)
{
    Append(m_form.curve->Encode(point, m_form.encoding));
}

void
EcqvFieldWriter::Scalar(const EcScalar& scalar)
{
    Append(scalar.Encode().Get());
}

void
EcqvFieldWriter::Octets(const Bytes& octets, std::size_t size)
{
    Require(octets.size() == size, "write a field of another size");
    Append(octets);
}

void
EcqvFieldWriter::Field(const Bytes& octets)
{
    Require(octets.size() <= std::numeric_limits<std::uint16_t>::max(), "write so long a field");
    Number(static_cast<std::uint16_t>(octets.size()));
    Append(octets);
}

ByteView
EcqvFieldReader::Take(std::size_t size)
{
    Require(size <= m_rest.size());
    if (m_bad)
    {
        return {};
    }
    const ByteView taken = m_rest.SubView(0, size);
    m_rest = m_rest.SubView(size);
    return taken;
}

void
EcqvFieldReader::Constant(std::uint8_t value)
{
    const ByteView octet = Take(1);
    Require(!octet.empty() && octet[0] == value);
}

void
EcqvFieldReader::Flag(bool& flag)
{
    const ByteView octet = Take(1);
    Require(!octet.empty() && octet[0] <= 1);
    flag = !m_bad && octet[0] == 1;
}

void
EcqvFieldReader::Role(EcqvRole& role)
{
    const ByteView octet = Take(1);
    Require(!octet.empty() && (octet[0] == static_cast<std::uint8_t>(EcqvRole::PUBLISHER) ||
                               octet[0] == static_cast<std::uint8_t>(EcqvRole::SUBSCRIBER)));
    if (!m_bad)
    {
        role = static_cast<EcqvRole>(octet[0]);
    }
}

void
EcqvFieldReader::Id(EcqvId& id)
{
    const ByteView octets = Take(id.size());
    std::copy(octets.begin(), octets.end(), id.begin());
}

void
EcqvFieldReader::Point(EcPoint& point)
{
    const ByteView octets = Take(EllipticCurve::GetPointSize(m_form.encoding));
    auto decoded = octets.empty() ? std::nullopt : m_form.curve->Decode(octets, m_form.encoding);
    Require(decoded.has_value());
    if (decoded)
    {
        point = std::move(*decoded);
    }
}

void
EcqvFieldReader::Scalar(EcScalar& scalar)
{
    auto decoded = m_form.curve->DecodeScalar(Take(EcScalar::SIZE));
    Require(decoded.has_value());
    if (decoded)
    {
        scalar = std::move(*decoded);
    }
}

void
EcqvFieldReader::Octets(Bytes& octets, std::size_t size)
{
    octets = Take(size).ToBytes();
}

void
EcqvFieldReader::Field(Bytes& octets)
{
    std::uint16_t size{0};
    Number(size);
    Octets(octets, size);
}

void
EcqvFieldReader::Rest(Bytes& octets)
{
    octets = Take(m_rest.size()).ToBytes();
}

void
EcqvFieldReader::Rest(std::string& text)
{
    text = Take(m_rest.size()).ToText();
    Require(IsValidUtf8(text));
}

} // namespace ns3::mqtt
