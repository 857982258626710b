// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/abort.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>

namespace ns3::mqtt
{

ScenarioTestCase::ScenarioTestCase(const std::string& name, Body body)
    : TestCase(name),
      m_body(std::move(body))
{
}

void
ScenarioTestCase::DoSetup()
{
    m_before = std::filesystem::current_path().string();
    m_folder = (std::filesystem::temp_directory_path() / "mqtt-scenario-XXXXXX").string();
    NS_ABORT_MSG_IF(!mkdtemp(m_folder.data()), "no folder can be made for the test");
    std::filesystem::current_path(m_folder);
}

void
ScenarioTestCase::DoTeardown()
{
    std::filesystem::current_path(m_before);
    std::filesystem::remove_all(m_folder);
}

void
ScenarioTestCase::DoRun()
{
    m_body(*this);
}

void
ScenarioTestCase::Expect(bool holds, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(holds, true, what);
}

void
ScenarioTestCase::ExpectText(const std::string& actual, const std::string& expected)
{
    NS_TEST_EXPECT_MSG_EQ(actual, expected, "the texts must be the same");
}

void
ScenarioTestCase::ExpectNear(double actual, double expected, double tolerance)
{
    NS_TEST_EXPECT_MSG_EQ_TOL(actual, expected, tolerance, "the numbers must be the same");
}

void
ScenarioTestCase::ExpectError(const std::optional<Error>& error, const std::string& part)
{
    const std::string reason = error ? error->reason : "no error";
    NS_TEST_EXPECT_MSG_EQ(boost::algorithm::contains(reason, part),
                          true,
                          "\"" << reason << "\" must say \"" << part << "\"");
    NS_TEST_EXPECT_MSG_EQ(boost::algorithm::contains(reason, "\n"), false, "one line is enough");
}

std::string
ScenarioTestCase::GetPath(const std::string& name) const
{
    return m_folder + "/" + name;
}

std::string
ListFolder(const std::string& path)
{
    namespace fs = std::filesystem;
    if (!fs::exists(path))
    {
        return "none";
    }
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(path))
    {
        names.push_back(entry.path().lexically_relative(path).string());
    }
    std::sort(names.begin(), names.end());
    return boost::algorithm::join(names, " ");
}

std::string
ReadFile(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

namespace
{

/// What scenarios are made with: options, processes, files, figures.
class ScenarioTestSuite : public TestSuite
{
  public:
    ScenarioTestSuite()
        : TestSuite("mqtt-scenario", TestSuite::Type::UNIT)
    {
        for (const auto& tests : {MakeOptionTests(),
                                  MakeRunTests(),
                                  MakeReportTests(),
                                  MakeExperimentTests(),
                                  MakeChurnTests(),
                                  MakeSetupTests(),
                                  MakeSetupPaperTests(),
                                  MakeKeySharingTests()})
        {
            for (TestCase* test : tests)
            {
                AddTestCase(test);
            }
        }
    }
};

ScenarioTestSuite g_scenarioTestSuite; ///< registers the suite

} // namespace

} // namespace ns3::mqtt
