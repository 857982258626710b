// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-hex.h"

#include <boost/algorithm/hex.hpp>
#include <iterator>

namespace ns3::mqtt
{

std::string
ToHex(ByteView octets)
{
    std::string digits;
    digits.reserve(2 * octets.size());
    boost::algorithm::hex_lower(octets.begin(), octets.end(), std::back_inserter(digits));
    return digits;
}

std::optional<Bytes>
FromHex(std::string_view digits)
{
    Bytes octets;
    octets.reserve(digits.size() / 2);
    try
    {
        boost::algorithm::unhex(digits.begin(), digits.end(), std::back_inserter(octets));
    }
    catch (const boost::algorithm::hex_decode_error&)
    {
        return std::nullopt;
    }
    return octets;
}

} // namespace ns3::mqtt
