// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_BYTES_H
#define MQTT_BYTES_H

#include <algorithm>
#include <boost/outcome/result.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// The vocabulary of all layers: bytes, views of them, and results that may be an error.

namespace ns3::mqtt
{

/// Owned octets.
using Bytes = std::vector<std::uint8_t>;

/// A view of octets that somebody else owns.
class ByteView
{
  public:
    ByteView() = default;

    /// @param data first octet
    /// @param size number of octets
    ByteView(const std::uint8_t* data, std::size_t size)
        : m_data(data),
          m_size(size)
    {
    }

    /// @param bytes the octets to look at; must outlive the view
    ByteView(const Bytes& bytes)
        : m_data(bytes.data()),
          m_size(bytes.size())
    {
    }

    /// @param text the characters to look at; must outlive the view
    explicit ByteView(std::string_view text)
        : m_data(reinterpret_cast<const std::uint8_t*>(text.data())),
          m_size(text.size())
    {
    }

    /// @return the first octet
    const std::uint8_t* data() const
    {
        return m_data;
    }

    /// @return the number of octets
    std::size_t size() const
    {
        return m_size;
    }

    /// @return whether there are none
    bool empty() const
    {
        return m_size == 0;
    }

    /// @return the first octet
    const std::uint8_t* begin() const
    {
        return m_data;
    }

    /// @return one past the last octet
    const std::uint8_t* end() const
    {
        return m_data + m_size;
    }

    /// @param index position, less than size()
    /// @return the octet there
    std::uint8_t operator[](std::size_t index) const
    {
        return m_data[index];
    }

    /// @param offset first octet of the part, at most size()
    /// @param count octets of the part; cut at the end of the view
    /// @return a view of the part
    ByteView SubView(std::size_t offset, std::size_t count = SIZE_MAX) const
    {
        return {m_data + offset, std::min(count, m_size - offset)};
    }

    /// @return a copy
    Bytes ToBytes() const
    {
        return {begin(), end()};
    }

    /// @return the same octets as characters
    std::string_view ToText() const
    {
        return {reinterpret_cast<const char*>(m_data), m_size};
    }

  private:
    const std::uint8_t* m_data{nullptr}; ///< first octet
    std::size_t m_size{0};               ///< number of octets
};

/// Why something failed, in words for a trace or for the person at the terminal.
struct Error
{
    std::string reason; ///< one line, no full stop
};

/// A value or the reason why there is none. Nothing is thrown across layers.
template <class T>
using Result = boost::outcome_v2::unchecked<T, Error>;

} // namespace ns3::mqtt

#endif /* MQTT_BYTES_H */
