// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCENARIO_TESTS_H
#define MQTT_SCENARIO_TESTS_H

#include "ns3/mqtt-bytes.h"
#include "ns3/test.h"

#include <functional>
#include <optional>

namespace ns3::mqtt
{

/// A test that is a function. It works in an empty folder of its own: ns-3 gives all runs within a
/// second the same one and leaves it behind.
class ScenarioTestCase : public TestCase
{
  public:
    /// What is tested.
    using Body = std::function<void(ScenarioTestCase&)>;

    /// @param name what is shown
    /// @param body the test
    ScenarioTestCase(const std::string& name, Body body);

    /// Complains unless it holds.
    /// @param holds whether it does
    /// @param what what should hold
    void Expect(bool holds, const std::string& what);

    /// Complains unless two texts are the same.
    /// @param actual text that came out
    /// @param expected text that should
    void ExpectText(const std::string& actual, const std::string& expected);

    /// Complains unless two numbers are nearly the same.
    /// @param actual number that came out
    /// @param expected number that should
    /// @param tolerance how far they may be apart
    void ExpectNear(double actual, double expected, double tolerance);

    /// Complains unless there is an error and it says a thing.
    /// @param error what came out
    /// @param part text that must be in it
    void ExpectError(const std::optional<Error>& error, const std::string& part);

    /// @param name name of a file or folder
    /// @return path of it, in a place for this test alone
    std::string GetPath(const std::string& name) const;

  private:
    void DoSetup() override;
    void DoRun() override;
    void DoTeardown() override;

    Body m_body;          ///< the test
    std::string m_before; ///< working folder before the test
    std::string m_folder; ///< working folder of the test
};

/// @param path path of a folder
/// @return paths of all that is in it, sorted and with blanks between them; "none" if there is no
///         such folder
std::string ListFolder(const std::string& path);

/// @param path path of a file
/// @return all that is in it
std::string ReadFile(const std::string& path);

/// @return tests of options
std::vector<TestCase*> MakeOptionTests();

/// @return tests of runs in processes
std::vector<TestCase*> MakeRunTests();

/// @return tests of whole runs
std::vector<TestCase*> MakeExperimentTests();

/// @return tests of members that come and go
std::vector<TestCase*> MakeChurnTests();

/// @return tests of the sharing of keys
std::vector<TestCase*> MakeKeySharingTests();

/// @return tests of set-ups that are watched
std::vector<TestCase*> MakeSetupTests();

/// @return tests of set-ups beside what a paper says
std::vector<TestCase*> MakeSetupPaperTests();

/// @return tests of files, figures and tables
std::vector<TestCase*> MakeReportTests();

} // namespace ns3::mqtt

#endif /* MQTT_SCENARIO_TESTS_H */
