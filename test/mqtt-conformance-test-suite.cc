// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

namespace ns3::mqtt::test
{

namespace
{

/// A scheme, and attributes that differ from its defaults.
struct Variant
{
    std::string scheme;                ///< name
    SchemeName::Attributes attributes; ///< may be none
};

/// @return every scheme, and variants of some that go other ways
std::vector<Variant>
ListVariants()
{
    std::vector<Variant> variants;
    for (const auto& name : SchemeName::GetAll())
    {
        variants.push_back({name, {}});
    }
    for (const std::string threshold : {"threshold", "threshold:published"})
    {
        variants.push_back({threshold, {{"Reading", "R2"}}});
        variants.push_back({threshold, {{"Reading", "R3"}}});
    }
    variants.push_back({"threshold", {{"Reading", "R3"}, {"HopProtection", "tls"}}});
    variants.push_back({"threshold", {{"HopProtection", "tls"}}});
    variants.push_back({"threshold", {{"KeyPeriod", "30s"}, {"GracePeriod", "5s"}}});
    variants.push_back({"threshold", {{"Authentication", "false"}, {"HopProtection", "none"}}});
    return variants;
}

/// A test under a variant.
class ConformanceTestCase : public TestCase
{
  public:
    /// @param variant of a scheme
    /// @param test what is played
    ConformanceTestCase(const Variant& variant, const ConformanceTest& test)
        : TestCase(MakeName(variant) + ": " + test.name),
          m_variant(variant),
          m_test(test)
    {
    }

  private:
    /// @param variant of a scheme
    /// @return its name
    static std::string MakeName(const Variant& variant)
    {
        std::string name = variant.scheme;
        for (const auto& [attribute, value] : variant.attributes)
        {
            name += ", " + attribute + " " + value;
        }
        return name;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(RunConformanceTest(m_test, m_variant.scheme, m_variant.attributes),
                              "",
                              GetName());
    }

    Variant m_variant;      ///< of a scheme
    ConformanceTest m_test; ///< what is played
};

/// Some of the tests that every scheme must stand; several suites, so that they run side by side.
class ConformanceTestSuite : public TestSuite
{
  public:
    /// @param name of the suite
    /// @param tests what is played under every variant of every scheme
    ConformanceTestSuite(const std::string& name, const std::vector<ConformanceTest>& tests)
        : TestSuite(name, Type::UNIT)
    {
        for (const auto& variant : ListVariants())
        {
            for (const auto& test : tests)
            {
                AddTestCase(new ConformanceTestCase(variant, test));
            }
        }
    }
};

ConformanceTestSuite g_behaviour{"mqtt-behaviour", ListBehaviours()};
ConformanceTestSuite g_attacks{"mqtt-attacks", ListAttacks()};
ConformanceTestSuite g_faults{"mqtt-faults", ListFaults()};

} // namespace

} // namespace ns3::mqtt::test
