// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_DEVICE_TESTS_H
#define MQTT_DEVICE_TESTS_H

#include "ns3/mqtt-processor.h"
#include "ns3/test.h"

namespace ns3::mqtt
{

/// Runs scripts on processors and compares what happened, and when, with what was foreseen. The
/// table has "ms" (1 ms), "us" (1 us), "octet" (10 ns an octet) and "lost" (not available).
class ProcessorTestCase : public TestCase
{
  public:
    /// @param name what is shown
    explicit ProcessorTestCase(const std::string& name);

  protected:
    /// Does something with the processor, then runs the simulator and compares.
    virtual void Script() = 0;

    /// @param cores number of cores
    /// @param mode where charges come from
    /// @return a processor with the table
    Ptr<Processor> MakeProcessor(std::uint32_t cores,
                                 Processor::CostMode mode = Processor::TABLE) const;

    /// @param name what to note, with the microsecond of the moment
    void Note(const std::string& name);

    /// @param name what to note
    /// @return an effect that notes it
    std::function<void()> Noting(const std::string& name);

    /// @param name begins each note
    /// @param operations charged one after the other, each followed by an effect that notes it
    /// @return a work that notes its start, then does that
    Processor::Work Charging(const std::string& name, const std::vector<std::string>& operations);

    /// @param microseconds when
    /// @param what to do then
    static void At(std::int64_t microseconds, std::function<void()> what);

    /// Runs the simulator to its end and compares the notes, which are then forgotten.
    /// @param notes what must have been noted, as "name@microsecond"
    void ExpectNotes(const std::vector<std::string>& notes);

    /// Complains unless it holds.
    /// @param holds whether it does
    /// @param what what should hold
    void Expect(bool holds, const std::string& what);

  private:
    void DoRun() override;
    void DoTeardown() override;

    std::shared_ptr<const DeviceProfile> m_profile; ///< the table
    std::vector<std::string> m_notes;               ///< what happened
};

/// @return tests of time and order
std::vector<TestCase*> MakeProcessorTimeTests();

/// @return tests of re-entrance, destruction, modes and errors
std::vector<TestCase*> MakeProcessorSafetyTests();

/// @return tests of profiles
std::vector<TestCase*> MakeProfileTests();

/// @return tests of profiles that are fitted on what papers state
std::vector<TestCase*> MakeCalibrationTests();

/// @return tests of the ledger
std::vector<TestCase*> MakeLedgerTests();

} // namespace ns3::mqtt

#endif /* MQTT_DEVICE_TESTS_H */
