// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-utf8.h"

#include <array>
#include <cstdint>

namespace ns3::mqtt
{

namespace
{

/// A form of UTF-8 beyond ASCII: how it starts and what its second octet may be.
struct Utf8Form
{
    std::uint8_t firstLow;   ///< least first octet
    std::uint8_t firstHigh;  ///< greatest first octet
    std::uint8_t secondLow;  ///< least second octet
    std::uint8_t secondHigh; ///< greatest second octet
    std::size_t size;        ///< octets in all
};

/// The well-formed sequences (The Unicode Standard, table 3-7); the second octet's bounds keep out
/// overlong forms, surrogates and what lies beyond U+10FFFF.
constexpr std::array<Utf8Form, 8> UTF8_FORMS{{{0xc2, 0xdf, 0x80, 0xbf, 2},
                                              {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                              {0xe1, 0xec, 0x80, 0xbf, 3},
                                              {0xed, 0xed, 0x80, 0x9f, 3},
                                              {0xee, 0xef, 0x80, 0xbf, 3},
                                              {0xf0, 0xf0, 0x90, 0xbf, 4},
                                              {0xf1, 0xf3, 0x80, 0xbf, 4},
                                              {0xf4, 0xf4, 0x80, 0x8f, 4}}};

/// @param text octets that begin with one beyond ASCII
/// @return octets of the sequence they begin with, 0 when it is not well-formed
std::size_t
GetSequenceSize(std::string_view text)
{
    auto octet = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    for (const auto& form : UTF8_FORMS)
    {
        if (octet(0) < form.firstLow || octet(0) > form.firstHigh)
        {
            continue;
        }
        if (text.size() < form.size || octet(1) < form.secondLow || octet(1) > form.secondHigh)
        {
            return 0;
        }
        for (std::size_t i = 2; i < form.size; i++)
        {
            if ((octet(i) & 0xc0) != 0x80)
            {
                return 0;
            }
        }
        return form.size;
    }
    return 0;
}

} // namespace

bool
IsValidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();)
    {
        auto octet = static_cast<std::uint8_t>(text[i]);
        if (octet == 0)
        {
            return false;
        }
        auto size = octet < 0x80 ? 1 : GetSequenceSize(text.substr(i));
        if (size == 0)
        {
            return false;
        }
        i += size;
    }
    return true;
}

} // namespace ns3::mqtt
