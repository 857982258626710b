// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CONFORMANCE_H
#define MQTT_CONFORMANCE_H

#include "mqtt-scheme-scene.h"

/// @file
/// What any security scheme must stand: MQTT stays what it is, every attack fails that the scheme
/// claims to withstand, and no fault on the wires is there for good. The tests know nothing of the
/// scheme but its interface, so a new one gets them all without a line.

namespace ns3::mqtt::test
{

/// Something that is played in memory under any scheme.
struct ConformanceTest
{
    /// What an outcome says.
    enum Kind
    {
        BEHAVIOUR, ///< it must be true
        ATTACK,    ///< success; must be false where the scheme claims to withstand it, and true
                   ///< where nothing is protected at all, or else the attack would be none
        RIGHT,     ///< as of an attack, and true wherever the scheme does not claim to prevent it
        FAULT      ///< it must be true, unless the scheme is run as printed
    };

    const char* name;           ///< what is shown
    Kind kind;                  ///< what the outcome says
    bool (*play)(SchemeScene&); ///< what happens
    bool Protection::*claim{};  ///< what an attack is about
};

/// @return what must be as MQTT has it
std::vector<ConformanceTest> ListBehaviours();

/// @return attacks on payloads
std::vector<ConformanceTest> ListAttacks();

/// @return faults on the wires, and peers that break the rules
std::vector<ConformanceTest> ListFaults();

/// @return all of these
std::vector<ConformanceTest> ListConformanceTests();

/// @param test what is played
/// @param name of a registered scheme
/// @param attributes of the scheme that differ from its defaults
/// @return what is not as it should be, a line each; empty if nothing
std::string RunConformanceTest(const ConformanceTest& test,
                               const std::string& name,
                               const SchemeName::Attributes& attributes = {});

/// A claim that a scheme may make.
struct Claim
{
    bool Protection::*member; ///< where it is made
    const char* name;         ///< in words
    const char* subject;      ///< in a word, for the head of a column
};

/// @return all claims that there are
const std::vector<Claim>& ListClaims();

/// @param protection claims of a scheme
/// @return the claims in words
std::vector<std::string> DescribeProtection(const Protection& protection);

} // namespace ns3::mqtt::test

#endif /* MQTT_CONFORMANCE_H */
