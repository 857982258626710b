// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_FIELDS_H
#define MQTT_ECQV_FIELDS_H

#include "mqtt-ecqv-records.h"

#include <initializer_list>
#include <optional>

/// @file
/// Fields of messages of the ECQV schemes.

namespace ns3::mqtt
{

/// @param octets get more octets
/// @param parts the others, one after the other
void AppendParts(Bytes& octets, std::initializer_list<ByteView> parts);

/// @param octets such as an identity
/// @return a view of them
template <std::size_t SIZE>
ByteView
GetView(const std::array<std::uint8_t, SIZE>& octets)
{
    return {octets.data(), SIZE};
}

/// @param value number
/// @return eight octets, the most significant first
Bytes EncodeNumber(std::int64_t value);

/// Reads a message whose length the caller has looked at.
class FieldReader
{
  public:
    /// @param octets message; outlives the reader
    explicit FieldReader(ByteView octets)
        : m_rest(octets)
    {
    }

    /// @return how many octets are left
    std::size_t GetSize() const
    {
        return m_rest.size();
    }

    /// @return what is left
    ByteView GetRest() const
    {
        return m_rest;
    }

    /// @param size octets, at most GetSize()
    /// @return the first of what is left
    ByteView TakeFront(std::size_t size);

    /// @param size octets, at most GetSize()
    /// @return the last of what is left
    ByteView TakeBack(std::size_t size);

    /// @return an identity
    EcqvId TakeId();

    /// @return a number of eight octets
    std::int64_t TakeNumber();

  private:
    ByteView m_rest; ///< what is left
};

/// @param form curve and encoding
/// @return octets of a signature (V, s)
std::size_t GetSignatureSize(const EcqvForm& form);

/// @param form curve and encoding
/// @param signature signature
/// @return V, s
Bytes EncodeSignature(const EcqvForm& form, const SchnorrSignature& signature);

/// @param form curve and encoding
/// @param octets from a peer
/// @return signature, unless the length, the point or the scalar is none
std::optional<SchnorrSignature> DecodeSignature(const EcqvForm& form, ByteView octets);

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_FIELDS_H */
