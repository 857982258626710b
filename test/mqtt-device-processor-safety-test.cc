// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-tests.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"

#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3::mqtt
{

namespace
{

/// Nothing runs inside a work or an effect.
class ReentranceTestCase : public ProcessorTestCase
{
  public:
    ReentranceTestCase()
        : ProcessorTestCase("what works and effects submit runs after them, not inside")
    {
    }

  private:
    void Script() override
    {
        ProcessorThread a(MakeProcessor(1), nullptr);
        ProcessorThread b(MakeProcessor(1), nullptr);
        ProcessorThread bare(nullptr, nullptr);
        const auto submitToAll = [&](const std::string& name) {
            a.Submit(Charging(name + "a", {}));
            b.Submit(Charging(name + "b", {}));
            bare.Submit(Charging(name + "c", {}));
        };
        a.Submit([&](Turn& turn) {
            submitToAll("w");
            turn.Then([&]() {
                submitToAll("e");
                Note("effect returns");
            });
            Note("work returns");
        });
        // The processor at work goes on with its queue, then the others in order.
        ExpectNotes(
            {"work returns@0", "effect returns@0", "wa@0", "ea@0", "wb@0", "eb@0", "wc@0", "ec@0"});
        // The same from the event in which an effect is due.
        a.Submit([&](Turn& turn) {
            turn.Count(Operation{"us"}, 0);
            turn.Then([&]() {
                submitToAll("d");
                Note("due effect returns");
            });
        });
        ExpectNotes({"due effect returns@1", "da@1", "db@1", "dc@1"});
    }
};

/// A program may end itself, or be ended, at any moment.
class DestructionTestCase : public ProcessorTestCase
{
  public:
    DestructionTestCase()
        : ProcessorTestCase("a thread may be destroyed in its own works and effects")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        auto other = std::make_unique<ProcessorThread>(processor, nullptr);
        m_thread = std::make_unique<ProcessorThread>(processor, nullptr);
        m_thread->Submit([this](Turn& turn) {
            turn.Count(Operation{"us"}, 0);
            turn.Then([this]() { m_thread.reset(); });
            turn.Then(Noting("dropped effect of the same moment"));
            turn.Count(Operation{"us"}, 0);
            turn.Then(Noting("dropped effect"));
        });
        m_thread->Submit(Charging("dropped work", {}));
        other->Submit(Charging("other", {"us"}));
        // The core is busy with the turn begun until its end.
        ExpectNotes({"other@2", "other-us@3"});

        m_thread = std::make_unique<ProcessorThread>(processor, nullptr);
        m_thread->Submit([this](Turn& turn) {
            turn.Then(Noting("dropped effect"));
            m_thread.reset();
            turn.Then(Noting("dropped effect"));
        });
        other->Submit(Charging("other", {"us"}));
        ExpectNotes({"other@3", "other-us@4"});

        // The processor dies with its last thread, with a turn under way and in an effect.
        m_thread = std::make_unique<ProcessorThread>(MakeProcessor(1), nullptr);
        m_thread->Submit(Charging("killed from outside", {"ms"}));
        m_thread = std::make_unique<ProcessorThread>(MakeProcessor(1), nullptr);
        m_thread->Submit([this](Turn& turn) {
            turn.Count(Operation{"us"}, 0);
            turn.Then([this]() { m_thread.reset(); });
        });
        ExpectNotes({"killed from outside@4"});
    }

    std::unique_ptr<ProcessorThread> m_thread; ///< the thread that goes
};

/// A processor that is disposed of does nothing more.
class DisposalTestCase : public ProcessorTestCase
{
  public:
    DisposalTestCase()
        : ProcessorTestCase("a disposed processor drops everything")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        ProcessorThread a(processor, nullptr);
        ProcessorThread b(processor, nullptr);
        a.Submit(Charging("a1", {"ms"}));
        b.Submit(Charging("b1", {}));
        At(500, [&]() {
            processor->Dispose();
            a.Submit(Charging("late", {}));
        });
        ExpectNotes({"a1@0"});
    }
};

/// A TPM or a card is a processor of its own.
class OtherUnitTestCase : public ProcessorTestCase
{
  public:
    OtherUnitTestCase()
        : ProcessorTestCase("a turn that needs another unit leaves the core free for the while")
    {
    }

  private:
    void Script() override
    {
        const std::string path = CreateTempDirFilename("unit.csv");
        std::ofstream(path) << "unit,operation,base_ms,ns_per_byte,kind,source\n"
                               "tpm,sign,2,,estimate,test\n";
        const auto profile = DeviceProfile::Load(path);
        Expect(profile.has_value(), "the table must load");
        const auto unit = CreateObject<Processor>();
        unit->SetProfile(profile.value(), "tpm");
        ProcessorThread driver(unit, nullptr);
        const auto cpu = MakeProcessor(1);
        ProcessorThread a(cpu, nullptr);
        ProcessorThread b(cpu, nullptr);
        a.Submit([&](Turn& turn) {
            turn.Count(Operation{"ms"}, 0);
            turn.Then([&]() {
                driver.Submit([&](Turn& signing) {
                    signing.Count(Operation{"sign"}, 0);
                    signing.Then([&]() { a.Submit(Charging("signed", {"ms"})); });
                });
            });
        });
        b.Submit(Charging("b", {"ms"}));
        ExpectNotes({"b@1000", "b-ms@2000", "signed@3000", "signed-ms@4000"});
        Expect(cpu->GetBusyTime() == MilliSeconds(3), "the processor was free for 1 ms");
        Expect(unit->GetBusyTime() == MilliSeconds(2), "the unit worked");
    }
};

/// Host mode charges what the work takes on this machine.
class HostTestCase : public ProcessorTestCase
{
  public:
    HostTestCase()
        : ProcessorTestCase("host mode charges the time of this machine times the factor")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        processor->SetAttribute("CostMode", EnumValue(Processor::HOST));
        processor->SetAttribute("HostFactor", DoubleValue(1000));
        auto ledger = std::make_shared<Ledger>();
        ProcessorThread a(processor, ledger);
        Time effect;
        a.Submit([&](Turn& turn) {
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2);
            while (std::chrono::steady_clock::now() < end)
            {
            }
            turn.Count(Operation{"spin"}, 0);
            turn.Then([&]() { effect = Simulator::Now(); });
        });
        ExpectNotes({});
        Expect(effect >= Seconds(2), "2 ms times 1000 have passed");
        Expect(processor->GetBusyTime() >= effect, "the core was busy until the end of the work");
        Expect(ledger->GetTotal(Phase::ENROL).chargedNs >= 2'000'000'000, "the ledger has it");
    }
};

/// What the table does not hold is an error, not free of charge.
class NoCostTestCase : public ProcessorTestCase
{
  public:
    NoCostTestCase()
        : ProcessorTestCase("an operation without a cost is reported by profile, unit and name")
    {
    }

  private:
    void Script() override
    {
        std::vector<std::string> reasons;
        Processor::SetErrorHandler([&](const std::string& reason) { reasons.push_back(reason); });
        const auto processor = MakeProcessor(1);
        processor->GetCharge(Operation{"unheard-of"}, 0);
        processor->GetCharge(Operation{"lost"}, 0);
        CreateObject<Processor>()->GetCharge(Operation{"ms"}, 0);
        Processor::SetErrorHandler(nullptr);
        Expect(reasons.size() == 3, "three reasons");
        const std::string profile = "device profile " + processor->GetProfile()->GetName();
        Expect(reasons[0] == profile + ", unit cpu: operation unheard-of has no cost", reasons[0]);
        Expect(reasons[1] ==
                   profile + ", unit cpu: operation lost is not available: gone for a walk",
               reasons[1]);
        Expect(reasons[2] == "no device profile is set: operation ms has no cost", reasons[2]);
    }
};

/// Without a handler the program ends.
class FatalTestCase : public ProcessorTestCase
{
  public:
    FatalTestCase()
        : ProcessorTestCase("an operation without a cost ends the program with one line, status 1")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        const Operation operation{"unheard-of"};
        int ends[2];
        Expect(pipe(ends) == 0, "a pipe");
        const pid_t child = fork();
        if (child == 0)
        {
            dup2(ends[1], STDERR_FILENO);
            // A debug build of ns-3 does not bear that test cases are destroyed while one runs.
            on_exit([](int status, void*) { _exit(status); }, nullptr);
            processor->GetCharge(operation, 0);
            _exit(0);
        }
        close(ends[1]);
        std::string text;
        char octet;
        while (read(ends[0], &octet, 1) == 1)
        {
            text.push_back(octet);
        }
        close(ends[0]);
        int status = 0;
        waitpid(child, &status, 0);
        Expect(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status 1");
        Expect(text == "device profile " + processor->GetProfile()->GetName() +
                           ", unit cpu: operation unheard-of has no cost\n",
               text);
    }
};

/// Attributes and their defaults.
class AttributeTestCase : public ProcessorTestCase
{
  public:
    AttributeTestCase()
        : ProcessorTestCase("cores come from the attribute, else from the profile")
    {
    }

  private:
    void Script() override
    {
        const auto processor = CreateObject<Processor>();
        Expect(processor->GetCostMode() == Processor::TABLE, "the table is the default");
        Expect(processor->GetCores() == 1, "one core without a profile");
        processor->SetProfile(DeviceProfile::Load("rpi-3b").value());
        Expect(processor->GetCores() == 4, "the cores of the profile");
        Expect(MakeProcessor(3)->GetCores() == 3, "the attribute counts first");
        processor->SetProfile(DeviceProfile::Load("rpi-3b").value(), "tpm");
        Expect(processor->GetCores() == 1, "another unit does one thing at a time");
        Config::SetDefault("ns3::mqtt::Processor::CostMode", EnumValue(Processor::NONE));
        Expect(CreateObject<Processor>()->GetCostMode() == Processor::NONE, "defaults are heard");
        Config::SetDefault("ns3::mqtt::Processor::CostMode", EnumValue(Processor::TABLE));
    }
};

} // namespace

std::vector<TestCase*>
MakeProcessorSafetyTests()
{
    return {new ReentranceTestCase,
            new DestructionTestCase,
            new DisposalTestCase,
            new OtherUnitTestCase,
            new HostTestCase,
            new NoCostTestCase,
            new FatalTestCase,
            new AttributeTestCase};
}

} // namespace ns3::mqtt
