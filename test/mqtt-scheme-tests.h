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

/// @return tests of an agent's channel to a service
std::vector<TestCase*> MakeServiceChannelTests();

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

/// @return tests of what the parties of the ECQV schemes say in octets
std::vector<TestCase*> MakeEcqvMessageTests();

/// @return tests of what is in those octets
std::vector<TestCase*> MakeEcqvContentTests();

/// @return tests of what ECQV devices and their authority seal for each other
std::vector<TestCase*> MakeEcqvPairwiseTests();

/// @return tests of the arithmetic of ECQV groups
std::vector<TestCase*> MakeEcqvGroupTests();

/// @return tests of the certificate authority of the ECQV schemes
std::vector<TestCase*> MakeEcqvAuthorityTests();

/// @return the attacks on it, in both forms
std::vector<TestCase*> MakeEcqvAuthorityAttackTests();

/// @return tests of the lists of ECQV members and of the windows of times
std::vector<TestCase*> MakeEcqvRosterTests();

/// @return tests of what an ECQV party believes of a group
std::vector<TestCase*> MakeEcqvViewTests();

/// @return tests of the protection of ECQV messages
std::vector<TestCase*> MakeEcqvEnvelopeTests();

/// @return tests of what an ECQV message costs
std::vector<TestCase*> MakeEcqvCostTests();

/// @return tests of it against octets that nobody sealed
std::vector<TestCase*> MakeEcqvHostileTests();

/// @return attacks of outsiders on ECQV messages, in both forms
std::vector<TestCase*> MakeEcqvFlawTests();

/// @return attacks of ECQV members on each other's keys, in both forms
std::vector<TestCase*> MakeEcqvRecoveryTests();

/// @return tests of the ECQV schemes as a whole
std::vector<TestCase*> MakeEcqvSceneTests();

/// @return tests of who can read what when members of an ECQV group come and go
std::vector<TestCase*> MakeEcqvSecrecyTests();

/// @return tests of the ECQV schemes against outsiders and members that break the rules
std::vector<TestCase*> MakeEcqvIntrusionTests();

/// @return tests of SHARE and its topics
std::vector<TestCase*> MakeThresholdShareTests();

/// @return tests of the joining of shares
std::vector<TestCase*> MakeThresholdJoinTests();

/// @return tests of the other parts of the scheme threshold
std::vector<TestCase*> MakeThresholdPartTests();

/// @return tests of the scheme threshold against attackers
std::vector<TestCase*> MakeThresholdAttackTests();

/// @return tests of the scheme threshold with faulty sources
std::vector<TestCase*> MakeThresholdFaultTests();

/// @return tests of what the scheme threshold leaves in memory
std::vector<TestCase*> MakeThresholdWipingTests();

/// @return tests of what the clients of the key exchange say in octets
std::vector<TestCase*> MakeExchangeMessageTests();

/// @return tests of the parts of the key exchange
std::vector<TestCase*> MakeKeyExchangeTests();

/// @return tests of what the key exchange leaves in memory
std::vector<TestCase*> MakeKeyExchangeWipeTests();

/// @return tests of the key exchange as a whole, and the attacks on it
std::vector<TestCase*> MakeKeyExchangeSceneTests();
/// @return the attacks on the scheme with smart cards, in both forms
std::vector<TestCase*> MakeCardAttackTests();

/// @return tests of the scheme with smart cards as a whole
std::vector<TestCase*> MakeCardSceneTests();

/// @return tests of it against peers that break the rules
std::vector<TestCase*> MakeCardHostileTests();

/// @return tests of the repository of public keys, and of who asks it
std::vector<TestCase*> MakeCardRepositoryTests();
/// @return tests of the frames of the key server
std::vector<TestCase*> MakeKeyFrameTests();

/// @return tests of the key server as a whole
std::vector<TestCase*> MakeKeyServerTests();

/// @return tests of what it leaves in memory
std::vector<TestCase*> MakeKeyServerWipingTests();

/// @return the attacks on it, in both forms
std::vector<TestCase*> MakeKeyServerAttackTests();

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_TESTS_H */
