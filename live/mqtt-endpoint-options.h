// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ENDPOINT_OPTIONS_H
#define MQTT_ENDPOINT_OPTIONS_H

#include "ns3/mqtt-option-reader.h"

#include <boost/asio/ip/tcp.hpp>

namespace ns3::mqtt
{

/// Adds the options of a live program that say where it listens: --bind and --port.
/// @param reader gets the options
/// @param endpoint to be filled; 127.0.0.1:1883 unless the options say otherwise
void AddEndpoint(OptionReader& reader, boost::asio::ip::tcp::endpoint& endpoint);

/// Adds an option that is another party's ADDRESS:PORT, an address of IPv6 in brackets.
/// @param reader gets the option
/// @param name name of the option
/// @param meaning what it does
/// @param endpoint to be filled; none unless the option is given
void AddPeer(OptionReader& reader,
             const std::string& name,
             const std::string& meaning,
             std::optional<boost::asio::ip::tcp::endpoint>& endpoint);

} // namespace ns3::mqtt

#endif /* MQTT_ENDPOINT_OPTIONS_H */
