// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-tests.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <boost/algorithm/string/join.hpp>
#include <fstream>

namespace ns3::mqtt
{

ProcessorTestCase::ProcessorTestCase(const std::string& name)
    : TestCase(name)
{
}

void
ProcessorTestCase::DoRun()
{
    const std::string path = CreateTempDirFilename("costs.csv");
    std::ofstream(path) << "unit,operation,base_ms,ns_per_byte,kind,source\n"
                           "cpu,ms,1,,estimate,test\n"
                           "cpu,us,0.001,,estimate,test\n"
                           "cpu,octet,,10,estimate,test\n"
                           "cpu,lost,,,estimate,gone for a walk\n";
    const auto profile = DeviceProfile::Load(path);
    NS_TEST_ASSERT_MSG_EQ(profile.has_value(), true, "the table must load");
    m_profile = profile.value();
    Script();
}

void
ProcessorTestCase::DoTeardown()
{
    m_notes.clear();
    Simulator::Destroy();
}

Ptr<Processor>
ProcessorTestCase::MakeProcessor(std::uint32_t cores, Processor::CostMode mode) const
{
    auto processor = CreateObject<Processor>();
    processor->SetProfile(m_profile);
    processor->SetAttribute("Cores", UintegerValue(cores));
    processor->SetCostMode(mode);
    return processor;
}

void
ProcessorTestCase::Note(const std::string& name)
{
    m_notes.push_back(name + "@" + std::to_string(Simulator::Now().GetMicroSeconds()));
}

std::function<void()>
ProcessorTestCase::Noting(const std::string& name)
{
    return [this, name]() { Note(name); };
}

Processor::Work
ProcessorTestCase::Charging(const std::string& name, const std::vector<std::string>& operations)
{
    return [this, name, operations](Turn& turn) {
        Note(name);
        for (const auto& operation : operations)
        {
            turn.Count(Operation{operation}, 0);
            turn.Then(Noting(name + "-" + operation));
        }
    };
}

void
ProcessorTestCase::At(std::int64_t microseconds, std::function<void()> what)
{
    Simulator::Schedule(MicroSeconds(microseconds), [what = std::move(what)]() { what(); });
}

void
ProcessorTestCase::ExpectNotes(const std::vector<std::string>& notes)
{
    Simulator::Run();
    NS_TEST_EXPECT_MSG_EQ(boost::algorithm::join(m_notes, " "),
                          boost::algorithm::join(notes, " "),
                          "what happened, and when");
    m_notes.clear();
}

void
ProcessorTestCase::Expect(bool holds, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(holds, true, what);
}

namespace
{

/// The device layer: time, costs and accounts.
class DeviceTestSuite : public TestSuite
{
  public:
    DeviceTestSuite()
        : TestSuite("mqtt-device", TestSuite::Type::UNIT)
    {
        for (const auto& cases : {MakeProcessorTimeTests(),
                                  MakeProcessorSafetyTests(),
                                  MakeProfileTests(),
                                  MakeCalibrationTests(),
                                  MakeLedgerTests()})
        {
            for (TestCase* testCase : cases)
            {
                AddTestCase(testCase);
            }
        }
    }
};

DeviceTestSuite g_deviceTestSuite; ///< registers itself

} // namespace

} // namespace ns3::mqtt
