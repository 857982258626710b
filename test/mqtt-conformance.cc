// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

namespace ns3::mqtt::test
{

namespace
{

/// @param test what was played
/// @param scheme under which
/// @param outcome what it returned
/// @return what is wrong with that, or nothing
const char*
Judge(const ConformanceTest& test, const SecurityScheme& scheme, bool outcome)
{
    const Protection protection = scheme.GetProtection();
    const bool protects = !DescribeProtection(protection).empty();
    switch (test.kind)
    {
    case ConformanceTest::BEHAVIOUR:
        return outcome ? nullptr : "it does not";
    case ConformanceTest::FAULT:
        return outcome || scheme.GetForm() == SecurityScheme::PUBLISHED ? nullptr : "it does not";
    case ConformanceTest::RIGHT:
        if (outcome == protection.*test.claim)
        {
            return outcome ? "it happens, though the scheme claims to prevent it"
                           : "it does not happen, though the scheme does not claim to prevent it";
        }
        return nullptr;
    case ConformanceTest::ATTACK:
        if (outcome && protection.*test.claim)
        {
            return "it succeeds, though the scheme claims to withstand it";
        }
        return outcome || protects || scheme.GetForm() == SecurityScheme::PUBLISHED
                   ? nullptr
                   : "it fails though nothing is protected, so it is none";
    }
    return nullptr;
}

} // namespace

const std::vector<Claim>&
ListClaims()
{
    static const std::vector<Claim> claims{
        {&Protection::hidesFromNetwork, "hides from the network", "Network"},
        {&Protection::hidesFromBroker, "hides from brokers", "Brokers"},
        {&Protection::withholdsPast, "withholds the past from newcomers", "Past"},
        {&Protection::detectsChanges, "detects changes", "Changes"},
        {&Protection::refusesReplays, "refuses replays", "Replays"},
        {&Protection::refusesStrangers, "refuses strangers", "Strangers"},
    };
    return claims;
}

std::vector<std::string>
DescribeProtection(const Protection& protection)
{
    std::vector<std::string> names;
    for (const Claim& claim : ListClaims())
    {
        if (protection.*claim.member)
        {
            names.emplace_back(claim.name);
        }
    }
    return names;
}

std::vector<ConformanceTest>
ListConformanceTests()
{
    auto all = ListBehaviours();
    for (const auto& more : {ListAttacks(), ListFaults()})
    {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::string
RunConformanceTest(const ConformanceTest& test,
                   const std::string& name,
                   const SchemeName::Attributes& attributes)
{
    const auto scheme = CreateScheme(name, attributes);
    if (!scheme)
    {
        return scheme.error().reason;
    }
    SchemeScene scene(scheme.value());
    const char* verdict = Judge(test, *scheme.value(), test.play(scene));
    return scene.GetFailures() + (verdict ? std::string("\n  ") + verdict : "");
}

} // namespace ns3::mqtt::test
