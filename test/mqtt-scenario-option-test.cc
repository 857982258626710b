// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/mqtt-attribute-check.h"
#include "ns3/mqtt-scenario-options.h"
#include "ns3/object.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <fstream>

namespace ns3::mqtt
{

namespace
{

/// Something with attributes to set.
class OptionTestObject : public Object
{
  public:
    /// @return the object TypeId
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::mqtt::OptionTestObject")
                                .SetParent<Object>()
                                .SetGroupName("Mqtt")
                                .AddConstructor<OptionTestObject>()
                                .AddAttribute("Size",
                                              "A number.",
                                              UintegerValue(5),
                                              MakeUintegerAccessor(&OptionTestObject::m_size),
                                              MakeUintegerChecker<std::uint32_t>(1, 9))
                                .AddAttribute("Delay",
                                              "A time.",
                                              TimeValue(Seconds(1)),
                                              MakeTimeAccessor(&OptionTestObject::m_delay),
                                              MakeTimeChecker());
        return tid;
    }

    std::uint32_t m_size{0}; ///< a number
    Time m_delay;            ///< a time
};

NS_OBJECT_ENSURE_REGISTERED(OptionTestObject);

/// @return names that exist in these tests only
ScenarioVocabulary
MakeVocabulary()
{
    return {{"ecqv", "ecqv:published", "plain", "tls13"},
            {"lan", "wan"},
            {"big", "small"},
            [](const std::string& device) {
                return device == "broken" ? std::make_optional(Error{"no device 'broken'"})
                                          : std::nullopt;
            }};
}

/// @param options filled from the arguments
/// @param arguments of a program
/// @return what is wrong with them
std::optional<Error>
Read(ScenarioOptions& options, const std::vector<std::string>& arguments)
{
    return options.Read(arguments, MakeVocabulary());
}

/// @return options as they are before any argument is read
ScenarioOptions
MakeOptions()
{
    return {"probe", "Probes.", {"plain", "tls13"}};
}

/// @param test hears complaints
void
TestDefaults(ScenarioTestCase& test)
{
    ScenarioOptions options = MakeOptions();
    test.Expect(!Read(options, {}), "the defaults must be all right");
    std::vector<std::string> texts;
    for (const auto& [name, value] : options.parameters)
    {
        texts.push_back(name + "=" + value);
    }
    options.jobs = 1;
    const std::string text = boost::algorithm::join(texts, " ");
    const auto jobs = text.find(" jobs=");
    test.ExpectText(text.substr(0, jobs),
                    "schemes=plain,tls13 subscribers=10,30,50 publishers=1 interval=1s "
                    "duration=60s payload=64 qos=0 startSpacing=20ms network=lan "
                    "clientDevice=rpi-3b brokerDevice=i7-3770 placement=nodes costs=table runs=1");
    test.ExpectText(text.substr(text.find(" out=")),
                    " out=results/probe pcap=false keylog=false quiet=false");
    test.ExpectText(ListFolder("results/probe"), "none");
}

/// @param test hears complaints
void
TestGoodValues(ScenarioTestCase& test)
{
    ScenarioOptions options = MakeOptions();
    const auto error = Read(options,
                            {"--schemes=all,ecqv:published",
                             "--subscribers=1,100000,1",
                             "--interval=500ms,1.5,2min",
                             "--duration=1h",
                             "--startSpacing=0s",
                             "--qos=2",
                             "--quiet",
                             "--pcap=true",
                             "--out=" + test.GetPath("a folder")});
    test.ExpectText(error ? error->reason : "", "");
    test.ExpectText(boost::algorithm::join(options.schemes, " "),
                    "ecqv plain tls13 ecqv:published");
    test.Expect(options.subscribers == std::vector<std::uint32_t>({1, 100'000}),
                "each number is taken once");
    test.Expect(options.intervals ==
                    std::vector<Time>({MilliSeconds(500), MilliSeconds(1500), Seconds(120)}),
                "times must be read with and without units");
    test.Expect(options.duration == Seconds(3600) && options.startSpacing == Time(0),
                "an hour and no time at all are times");
    test.Expect(options.qos == 2 && options.quiet && options.pcap && !options.keylog,
                "numbers and flags must be taken");
    test.ExpectText(options.out, test.GetPath("a folder"));
}

/// @param test hears complaints
void
TestBadValues(ScenarioTestCase& test)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"--schemes=", "--schemes: the list is empty"},
        {"--schemes=tls9", "--schemes: 'tls9' is not known; allowed: ecqv, ecqv:published, plain"},
        {"--schemes=plain:published", "'plain:published' is not known"},
        {"--subscribers=x", "--subscribers: 'x' is not a whole number from 1 to 100000"},
        {"--subscribers", "--subscribers: the list is empty"},
        {"--subscribers=10,,30", "has an empty element"},
        {"--subscribers=10,", "has an empty element"},
        {"--subscribers=0", "'0' is not a whole number"},
        {"--subscribers=100001", "'100001' is not"},
        {"--subscribers=99999999999999999999", "'99999999999999999999' is not"},
        {"--publishers=-1", "--publishers: '-1' is not"},
        {"--publishers=12x", "'12x' is not"},
        {"--publishers= 1", "' 1' is not"},
        {"--publishers=1.5", "'1.5' is not"},
        {"--interval=abc", "--interval: 'abc' is not a time from 10us to 1d"},
        {"--interval=1s,0s", "'0s' is not a time"},
        {"--interval=1 s", "'1 s' is not a time"},
        {"--duration=", "'' is not a time from 1ms to 30d"},
        {"--duration=-1s", "'-1s' is not"},
        {"--duration=1e300d", "'1e300d' is not"},
        {"--duration=nan", "'nan' is not"},
        {"--duration=inf", "'inf' is not"},
        {"--duration=1fortnight", "'1fortnight' is not"},
        {"--startSpacing=2h", "--startSpacing: '2h' is not a time from 0s to 1h"},
        {"--payload=11", "'11' is not a whole number from 12 to 1048576"},
        {"--payload=1048577", "'1048577' is not"},
        {"--qos=3", "'3' is not a whole number from 0 to 2"},
        {"--runs=0", "--runs: '0' is not"},
        {"--jobs=0", "--jobs: '0' is not"},
        {"--network=moon", "--network: 'moon' is not known; allowed: lan, wan"},
        {"--clientDevice=broken", "--clientDevice: no device 'broken'"},
        {"--brokerDevice=broken", "--brokerDevice: no device 'broken'"},
        {"--placement=here", "allowed: nodes, shared"},
        {"--costs=", "allowed: none, table, host"},
        {"--quiet=maybe", "--quiet: 'maybe' is neither true nor false"},
        {"--subscriber=3", "--subscriber: there is no such option"},
        {"stray", "'stray' is no option"},
        {"-", "'-' is no option"},
        {"--", "'--' is no option"},
        {"", "'' is no option"},
        {"--out=", "--out: the name of a folder is missing"},
    };
    for (const auto& [argument, reason] : cases)
    {
        ScenarioOptions options = MakeOptions();
        test.ExpectError(Read(options, {"--qos=1", argument}), reason);
    }
}

/// @param test hears complaints
void
TestFolder(ScenarioTestCase& test)
{
    const std::string file = test.GetPath("file");
    std::ofstream(file) << "not a folder";
    ScenarioOptions options = MakeOptions();
    test.ExpectError(Read(options, {"--out=" + file}), "--out: cannot write into the folder");
    test.ExpectError(Read(options, {"--out=" + file + "/x/y"}), "--out: cannot create the folder");
    test.Expect(!Read(options, {"--out=" + test.GetPath("new/x/y/")}), "folders can be created");
    test.ExpectText(ListFolder(test.GetPath("new")), "none");
    test.ExpectText(ReadFile(file), "not a folder");
}

/// @param test hears complaints
void
TestAttributes(ScenarioTestCase& test)
{
    const std::string type = "--ns3::mqtt::OptionTestObject::";
    const std::vector<std::pair<std::string, std::string>> cases{
        {type + "Size=10", "Size: '10' is not a valid value; expected: uint32_t 1:9"},
        {type + "Size=-1", "'-1' is not a valid value"},
        {type + "Size=x", "'x' is not a valid value"},
        {type + "Size", "'' is not a valid value"},
        {type + "Delay=5parsec", "Delay: '5parsec' is not a valid value; expected: a time"},
        {type + "Width=1", "has no attribute 'Width'; it has: Size, Delay"},
        {"--ns3::mqtt::Nothing::Size=1", "there is no type 'ns3::mqtt::Nothing'"},
        {"--PrintAttributes=ns3::mqtt::Nothing", "there is no type 'ns3::mqtt::Nothing'"},
        {"--RngRun=x", "--RngRun: 'x' is not a valid value"},
        {"--RngRun=-1", "--RngRun: '-1' is not a valid value"},
        {"--RngSeed=0", "--RngSeed: '0' is not a whole number from 1"},
    };
    for (const auto& [argument, reason] : cases)
    {
        ScenarioOptions options = MakeOptions();
        test.ExpectError(Read(options, {type + "Size=7", argument}), reason);
    }
    test.Expect(CreateObject<OptionTestObject>()->m_size == 5, "a fault must leave all as it was");
    ScenarioOptions options = MakeOptions();
    test.Expect(!Read(options, {type + "Size=7", type + "Delay=3ms"}), "the values are good");
    const auto object = CreateObject<OptionTestObject>();
    test.Expect(object->m_size == 7 && object->m_delay == MilliSeconds(3),
                "attributes must be set");
    test.ExpectText(options.parameters.back().first + " " + options.parameters.back().second,
                    "ns3::mqtt::OptionTestObject::Delay 3ms");
    Config::SetDefault("ns3::mqtt::OptionTestObject::Size", UintegerValue(5));
    Config::SetDefault("ns3::mqtt::OptionTestObject::Delay", TimeValue(Seconds(1)));
}

/// @param test hears complaints
void
TestGlobals(ScenarioTestCase& test)
{
    UintegerValue before;
    GlobalValue::GetValueByName("RngRun", before);
    ScenarioOptions options = MakeOptions();
    test.Expect(!Read(options, {"--RngRun=41", "--RngSeed=3"}), "the values are good");
    UintegerValue run;
    GlobalValue::GetValueByName("RngRun", run);
    test.Expect(run.Get() == 41, "the global value must be set");
    GlobalValue::Bind("RngRun", before);
    GlobalValue::Bind("RngSeed", StringValue("1"));
}

/// @param test hears complaints
void
TestHelp(ScenarioTestCase& test)
{
    const std::string help = MakeOptions().GetHelp(MakeVocabulary());
    ScenarioOptions options = MakeOptions();
    test.Expect(!Read(options, {}), "the defaults must be all right");
    for (const auto& [name, value] : options.parameters)
    {
        test.Expect(boost::algorithm::contains(help, "--" + name + ":"), name + " must be there");
        test.Expect(boost::algorithm::contains(help, "[" + value + "]"), value + " must be there");
    }
    for (const char* part : {"ecqv:published", "lan, wan", "big small", "nodes, shared"})
    {
        test.Expect(boost::algorithm::contains(help, part), std::string(part) + " must be there");
    }
}

/// @param test hears complaints
void
TestOwnOptions(ScenarioTestCase& test)
{
    std::uint32_t threshold = 3;
    const auto add = [&](OptionReader& reader) {
        reader.AddWhole("threshold", "shares that are needed", threshold, 1, 255);
    };
    ScenarioOptions options = MakeOptions();
    test.ExpectError(options.Read({"--threshold=256"}, MakeVocabulary(), add),
                     "--threshold: '256' is not a whole number from 1 to 255");
    test.Expect(!options.Read({"--threshold=5"}, MakeVocabulary(), add), "the value is good");
    test.Expect(threshold == 5, "a scenario's own option must be taken");
}

/// @param test hears complaints
void
TestTimes(ScenarioTestCase& test)
{
    for (const char* text : {"250ns", "13us", "20ms", "90s", "2h", "30d", "0s"})
    {
        const auto time = ReadTime(text, Time(0), Hours(24 * 30));
        test.ExpectText(time ? ShowTime(time.value()) : time.error().reason, text);
    }
    const auto tooShort = ReadTime("0.1ns", NanoSeconds(1), Seconds(1));
    test.Expect(!tooShort, "less than the least is not rounded up");
}

} // namespace

std::vector<TestCase*>
MakeOptionTests()
{
    return {new ScenarioTestCase("defaults of the options", TestDefaults),
            new ScenarioTestCase("good values", TestGoodValues),
            new ScenarioTestCase("bad values, each with its complaint", TestBadValues),
            new ScenarioTestCase("folders that can and cannot be", TestFolder),
            new ScenarioTestCase("attributes of ns-3", TestAttributes),
            new ScenarioTestCase("global values of ns-3", TestGlobals),
            new ScenarioTestCase("text of --help", TestHelp),
            new ScenarioTestCase("options of a scenario's own", TestOwnOptions),
            new ScenarioTestCase("times back and forth", TestTimes)};
}

} // namespace ns3::mqtt
