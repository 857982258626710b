// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-device-tests.h"

#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// One core serves in order of arrival.
class QueueTestCase : public ProcessorTestCase
{
  public:
    QueueTestCase()
        : ProcessorTestCase("works queue for one core and start when it takes them")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        ProcessorThread a(processor, nullptr);
        ProcessorThread b(processor, nullptr);
        At(100, [&]() { a.Submit(Charging("a1", {"ms"})); });
        At(200, [&]() { b.Submit(Charging("b1", {"ms"})); });
        At(300, [&]() {
            a.Submit(Charging("a2", {"ms"}));
            Expect(processor->GetQueueLength() == 2, "two works wait");
        });
        At(5000, [&]() { b.Submit(Charging("b2", {"ms"})); });
        ExpectNotes({"a1@100",
                     "a1-ms@1100",
                     "b1@1100",
                     "b1-ms@2100",
                     "a2@2100",
                     "a2-ms@3100",
                     "b2@5000",
                     "b2-ms@6000"});
        Expect(processor->GetQueueLength() == 0, "none waits");
    }
};

/// Two cores serve two threads at once, but one thread only once.
class CoresTestCase : public ProcessorTestCase
{
  public:
    CoresTestCase()
        : ProcessorTestCase("cores work side by side, a thread never beside itself")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(2);
        ProcessorThread a(processor, nullptr);
        ProcessorThread b(processor, nullptr);
        ProcessorThread c(processor, nullptr);
        At(0, [&]() {
            a.Submit(Charging("a1", {"ms"}));
            a.Submit(Charging("a2", {"ms"}));
            b.Submit(Charging("b1", {"ms", "us"}));
            c.Submit(Charging("c1", {"ms"}));
        });
        // At 1000 a2 came before c1, so it takes the first core that is free again.
        ExpectNotes({"a1@0",
                     "b1@0",
                     "a1-ms@1000",
                     "a2@1000",
                     "b1-ms@1000",
                     "b1-us@1001",
                     "c1@1001",
                     "a2-ms@2000",
                     "c1-ms@2001"});
    }
};

/// Effects leave at the start plus the charges before them.
class EffectsTestCase : public ProcessorTestCase
{
  public:
    EffectsTestCase()
        : ProcessorTestCase("an effect leaves when the charges before it have taken their time")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(1);
        auto ledger = std::make_shared<Ledger>();
        ProcessorThread a(processor, ledger);
        At(0, [&]() {
            a.Submit([&](Turn& turn) {
                turn.Then(Noting("first"));
                turn.Count(Operation{"octet"}, 300);
                Expect(turn.GetElapsed() == NanoSeconds(3000), "3 us charged so far");
                turn.Then(Noting("third"));
                turn.Then(Noting("fourth"));
                turn.SetPhase(Phase::REKEY);
                turn.Count(Operation{"us"}, 7);
                turn.Then(Noting("fifth"));
                turn.Count(Operation{"ms"}, 0);
                Note("second is what follows the work");
            });
            a.Submit([&](Turn&) { Note("next"); });
        });
        ExpectNotes({"second is what follows the work@0",
                     "first@0",
                     "third@3",
                     "fourth@3",
                     "fifth@4",
                     "next@1004"});
        const auto entries = ledger->GetEntries();
        Expect(entries.size() == 3, "three entries");
        Expect(entries[0].operation.GetName() == "octet" && entries[0].bytes == 300 &&
                   entries[0].chargedNs == 3000 && entries[0].phase == Phase::ENROL,
               "octets before the change of phase");
        Expect(entries[1].operation.GetName() == "ms" && entries[2].bytes == 7 &&
                   entries[1].phase == Phase::REKEY && entries[1].chargedNs == 1'000'000,
               "the rest after it");
    }
};

/// What costs nothing happens at once.
class FreeTestCase : public ProcessorTestCase
{
  public:
    FreeTestCase()
        : ProcessorTestCase("what is free of charge needs no event of the simulator")
    {
    }

  private:
    void Script() override
    {
        ProcessorThread bare(nullptr, nullptr);
        ProcessorThread a(MakeProcessor(1, Processor::NONE), nullptr);
        ProcessorThread b(MakeProcessor(1), nullptr);
        const auto before = Simulator::GetEventCount();
        bare.Submit(Charging("bare", {"ms", "unheard-of"}));
        a.Submit(Charging("none", {"ms", "unheard-of"}));
        b.Submit(Charging("table", {}));
        Note("end");
        ExpectNotes({"bare@0",
                     "bare-ms@0",
                     "bare-unheard-of@0",
                     "none@0",
                     "none-ms@0",
                     "none-unheard-of@0",
                     "table@0",
                     "end@0"});
        Expect(Simulator::GetEventCount() == before, "no event");
    }
};

/// Busy time counts what has passed.
class BusyTimeTestCase : public ProcessorTestCase
{
  public:
    BusyTimeTestCase()
        : ProcessorTestCase("busy time sums over cores up to the moment, and turns are traced")
    {
    }

  private:
    void Script() override
    {
        const auto processor = MakeProcessor(2);
        processor->TraceConnectWithoutContext("Turn",
                                              MakeCallback(&BusyTimeTestCase::OnTurn, this));
        processor->TraceConnectWithoutContext("QueueLength",
                                              MakeCallback(&BusyTimeTestCase::OnQueue, this));
        ProcessorThread a(processor, nullptr);
        ProcessorThread b(processor, nullptr);
        At(0, [&]() { a.Submit(Charging("a1", {"ms"})); });
        At(500, [&]() {
            b.Submit(Charging("b1", {"us", "ms"}));
            a.Submit(Charging("a2", {"us"}));
            Expect(processor->GetBusyTime() == MicroSeconds(500), "half of the first turn");
        });
        At(800, [&]() {
            Expect(processor->GetBusyTime() == MicroSeconds(1100), "both cores are busy");
        });
        At(4000, [&]() {
            Expect(processor->GetBusyTime() == MicroSeconds(1000 + 1001 + 1), "all turns are over");
        });
        ExpectNotes({"a1@0",
                     "waited 0 for 1000@0",
                     "b1@500",
                     "waited 0 for 1001@500",
                     "waits 1@500",
                     "b1-us@501",
                     "a1-ms@1000",
                     "a2@1000",
                     "waited 500 for 1@1000",
                     "waits 0@1000",
                     "a2-us@1001",
                     "b1-ms@1501"});
    }

    /// @param waited time from submission to start
    /// @param service time charged
    void OnTurn(Time waited, Time service)
    {
        Note("waited " + std::to_string(waited.GetMicroSeconds()) + " for " +
             std::to_string(service.GetMicroSeconds()));
    }

    /// @param now works that wait
    void OnQueue(std::uint32_t, std::uint32_t now)
    {
        Note("waits " + std::to_string(now));
    }
};

/// A broker's fan-out: thousands of effects at moments of their own.
class FanOutTestCase : public ProcessorTestCase
{
  public:
    FanOutTestCase()
        : ProcessorTestCase("a turn with 5,000 effects uses one event for each moment")
    {
    }

  private:
    void Script() override
    {
        constexpr int EFFECTS = 5000;
        ProcessorThread a(MakeProcessor(1), nullptr);
        const auto before = Simulator::GetEventCount();
        int carriedOut = 0;
        a.Submit([&](Turn& turn) {
            for (int i = 1; i <= EFFECTS; ++i)
            {
                turn.Count(Operation{"us"}, 0);
                turn.Then([&, i]() { carriedOut += Simulator::Now() == MicroSeconds(i) ? 1 : 0; });
            }
        });
        ExpectNotes({});
        Expect(carriedOut == EFFECTS, "all were carried out at their moments");
        Expect(Simulator::GetEventCount() - before == EFFECTS, "one event each");
    }
};

/// Costs are rounded to whole nanoseconds, octet by octet being exact.
class ChargeTestCase : public ProcessorTestCase
{
  public:
    ChargeTestCase()
        : ProcessorTestCase("charges are whole nanoseconds, bounded for any number of octets")
    {
    }

  private:
    void Script() override
    {
        OperationCost cost;
        cost.basePs = 1'500;
        cost.psPerByte = 333;
        Expect(cost.GetCharge(0) == 2, "1.5 ns are 2");
        Expect(cost.GetCharge(3) == 2, "2.499 ns are 2");
        Expect(cost.GetCharge(1'000'000) == 333'002, "333,001.5 ns are 333,002");
        cost.psPerByte = 1'000'000'000;
        Expect(cost.GetCharge(UINT64_MAX) == cost.GetCharge(std::uint64_t{1} << 32) &&
                   cost.GetCharge(UINT64_MAX) > 0,
               "no overflow");
    }
};

} // namespace

std::vector<TestCase*>
MakeProcessorTimeTests()
{
    return {new QueueTestCase,
            new CoresTestCase,
            new EffectsTestCase,
            new FreeTestCase,
            new BusyTimeTestCase,
            new FanOutTestCase,
            new ChargeTestCase};
}

} // namespace ns3::mqtt
