// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_TESTS_H
#define MQTT_SCHEME_TESTS_H

#include "ns3/test.h"

#include <vector>

/// @file
/// What the files of the suite "mqtt-scheme" give to it.

namespace ns3::mqtt::test
{

/// @return tests of the key agreement by challenge and response
std::vector<TestCase*> MakeKeyAgreementTests();

/// @return attacks on it, and messages out of order
std::vector<TestCase*> MakeKeyAgreementAttackTests();

/// @return tests of the proof of a session in CONNECT
std::vector<TestCase*> MakeSessionProofTests();

/// @return tests of the session cipher
std::vector<TestCase*> MakeSessionCipherTests();

/// @return tests of the group key ring
std::vector<TestCase*> MakeGroupKeyRingTests();

/// @return tests of what keeps replays of group messages out
std::vector<TestCase*> MakeReplayWindowTests();

/// @return tests of what every scheme must leave as MQTT has it
std::vector<TestCase*> MakeDeliveryTests();

/// @return the attacks on the MQTT group platform, in both forms
std::vector<TestCase*> MakePlatformAttackTests();

/// @return tests of who gets into the platform, and who may do what there
std::vector<TestCase*> MakePlatformAccessTests();

/// @return tests of when group keys change, and what becomes of messages meanwhile
std::vector<TestCase*> MakePlatformRenewalTests();

/// @return tests of the platform's agents against messages that are not what they should be
std::vector<TestCase*> MakePlatformFuzzTests();

/// @return tests of the messages between topic and device management system and broker's daemon
std::vector<TestCase*> MakeManagementCodecTests();

/// @return tests of the topic and device management system and of the broker's daemon
std::vector<TestCase*> MakeManagementTests();

/// @return tests of both against wrong certificates, hostile peers and bounds
std::vector<TestCase*> MakeManagementFailureTests();

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_TESTS_H */
