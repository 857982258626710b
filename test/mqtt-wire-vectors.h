// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_WIRE_VECTORS_H
#define MQTT_WIRE_VECTORS_H

#include "mqtt-packet-text.h"

#include "ns3/test.h"

namespace ns3::mqtt
{

/// A packet in octets and in words.
struct WireVector
{
    const char* hex;  ///< octets, for ParseOctets()
    const char* text; ///< what Describe() says of them, or why they are no packet
};

/// @return packets of every type, written by hand from the layouts of the specification, some with
///         a trailer
std::vector<WireVector> GetWireVectors();

/// @return tests with corrupted and random octets
std::vector<TestCase*> MakeWireFuzzTests();

/// @return tests of topic names and filters
std::vector<TestCase*> MakeTopicTests();

/// @return tests of octets as hexadecimal digits
std::vector<TestCase*> MakeHexTests();

} // namespace ns3::mqtt

#endif /* MQTT_WIRE_VECTORS_H */
