// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scenario-tests.h"

#include "ns3/mqtt-progress-bar.h"
#include "ns3/mqtt-result-files.h"
#include "ns3/mqtt-result-table.h"
#include "ns3/mqtt-terminal.h"

#include <boost/algorithm/string/predicate.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace ns3::mqtt
{

namespace
{

/// @param test hears complaints
void
TestFiles(ScenarioTestCase& test)
{
    const std::string folder = test.GetPath("results/probe");
    for (const char* value : {"1", "2"})
    {
        ResultFiles files(folder);
        files.SetColumns("b.csv", {"x", "y"});
        files.SetColumns("empty.csv", {"x"});
        files.AddRows("b.csv", {{value, ""}, {"a,b", "say \"no\""}});
        files.AddText("run.json", "{}\n");
        const auto staging = files.GetStagingFolder();
        test.Expect(staging.has_value(), "there must be a place for others");
        std::filesystem::create_directory(staging.value() / "captures");
        std::ofstream(staging.value() / "captures" / "a.pcap") << value;
        test.Expect(ReadFile(folder + "/b.csv") != std::string("x,y\n") + value + ",\n",
                    "nothing is there before the end");
        const auto error = files.Commit();
        test.ExpectText(error ? error->reason : "", "");
        test.ExpectText(ListFolder(folder), "b.csv captures captures/a.pcap empty.csv run.json");
        test.ExpectText(ReadFile(folder + "/b.csv"),
                        std::string("x,y\n") + value + ",\n\"a,b\",\"say \"\"no\"\"\"\n");
        test.ExpectText(ReadFile(folder + "/empty.csv"), "x\n");
        test.ExpectText(ReadFile(folder + "/captures/a.pcap"), value);
    }
}

/// @param test hears complaints
void
TestNoFiles(ScenarioTestCase& test)
{
    const std::string top = test.GetPath("top");
    {
        ResultFiles files(top + "/a/b");
        files.AddText("x.txt", "half");
        test.Expect(files.GetStagingFolder().has_value(), "there must be a place for others");
        std::ofstream(files.GetStagingFolder().value() / "y.pcap") << "half";
        test.Expect(std::filesystem::exists(top + "/a/b"), "the place is in the folder");
    }
    test.ExpectText(ListFolder(top), "none");

    std::filesystem::create_directories(top + "/z.txt");
    {
        ResultFiles files(top);
        files.AddText("a.txt", "whole");
        files.AddText("z.txt", "where a folder is");
        test.ExpectError(files.Commit(), "cannot write");
    }
    test.ExpectText(ListFolder(top), "z.txt");

    ResultFiles files("/dev/null/x");
    files.AddText("a.txt", "whole");
    test.ExpectError(files.Commit(), "cannot create the folder");
}

/// @param test hears complaints
void
TestStatistics(ScenarioTestCase& test)
{
    Statistics statistics;
    for (const double sample : {9.0, 2.0, 5.0, 4.0, 4.0, 4.0, 5.0, 7.0})
    {
        statistics.Add(sample);
    }
    test.Expect(statistics.GetCount() == 8, "eight samples");
    test.ExpectNear(statistics.GetMean(), 5, 1e-12);
    test.ExpectNear(statistics.GetStandardDeviation(), std::sqrt(32.0 / 7), 1e-12);
    test.ExpectNear(statistics.GetMin(), 2, 0);
    test.ExpectNear(statistics.GetMax(), 9, 0);
    test.ExpectNear(statistics.GetPercentile(0), 2, 0);
    test.ExpectNear(statistics.GetPercentile(50), 4.5, 1e-12);
    test.ExpectNear(statistics.GetPercentile(95), 7 + 0.65 * 2, 1e-9); // rank 6.65 of 7
    test.ExpectNear(statistics.GetPercentile(100), 9, 0);
    statistics.Add(1);
    test.ExpectNear(statistics.GetPercentile(0), 1, 0);
    const auto quantiles = statistics.GetQuantiles(5);
    test.Expect(quantiles == std::vector<double>({1, 4, 4, 5, 9}), "quarters of nine samples");
    test.Expect(statistics.GetQuantiles().size() == 201, "each half per cent");
    const Statistics none;
    test.Expect(std::isnan(none.GetMean()) && std::isnan(none.GetPercentile(50)) &&
                    std::isnan(none.GetMax()) && none.GetQuantiles().empty(),
                "nothing has no figures");
    const Statistics one(std::vector<float>{3});
    test.Expect(one.GetMean() == 3 && one.GetPercentile(99) == 3 &&
                    std::isnan(one.GetStandardDeviation()),
                "one sample has no deviation");
}

/// @param test hears complaints
void
TestEstimate(ScenarioTestCase& test)
{
    // From tables of Student's t: 4.303 with 2 degrees of freedom, 2.776 with 4, 12.706 with 1.
    const Estimate three = EstimateMean({1, 2, 3});
    test.ExpectNear(three.mean, 2, 1e-12);
    test.ExpectNear(three.halfWidth, 4.303 * 1 / std::sqrt(3.0), 1e-3);
    test.ExpectNear(EstimateMean({1, 2, 3, 4, 5}).halfWidth,
                    2.776 * std::sqrt(2.5) / std::sqrt(5.0),
                    1e-3);
    test.ExpectNear(EstimateMean({0, 2}).halfWidth, 12.706, 1e-3);
    test.ExpectNear(EstimateMean({4, 4, 4}).halfWidth, 0, 0);
    test.Expect(EstimateMean({7}).mean == 7 && std::isnan(EstimateMean({7}).halfWidth),
                "one run says nothing of others");
    test.Expect(std::isnan(EstimateMean({}).mean), "no run says nothing");
}

/// @param test hears complaints
void
TestNumbers(ScenarioTestCase& test)
{
    const double infinity = std::numeric_limits<double>::infinity();
    test.ExpectText(FormatNumber(0.1), "0.1");
    test.ExpectText(FormatNumber(-0.0), "0");
    test.ExpectText(FormatNumber(1.0 / 3), "0.333333");
    test.ExpectText(FormatNumber(123456.789), "123457");
    test.ExpectText(FormatNumber(999999.9), "1000000");
    test.ExpectText(FormatNumber(12345678.4), "12345678");
    test.ExpectText(FormatNumber(1e300), "1e+300");
    test.ExpectText(FormatNumber(1.5e-7), "1.5e-07");
    test.ExpectText(FormatNumber(infinity) + FormatNumber(std::nan("")), "");
    test.ExpectText(FormatNumber(std::uint64_t{18446744073709551615U}), "18446744073709551615");
    test.ExpectText(FormatNumber(-3), "-3");
    test.ExpectText(FormatForPeople(0.01234), "0.0123");
    test.ExpectText(FormatForPeople(12.345), "12.3");
    test.ExpectText(FormatForPeople(98765.4), "98765");
    test.ExpectText(FormatForPeople(0.0), "0");
    test.ExpectText(FormatForPeople(std::nan("")), "-");
    test.ExpectText(FormatForPeople(Estimate{12.345, 0.678}), "12.3 ± 0.7");
    test.ExpectText(FormatForPeople(Estimate{12.345, std::nan("")}), "12.3");
}

/// @return a table with two groups
ResultTable
MakeTable()
{
    ResultTable table(
        {{"scheme", "", ResultTable::Align::LEFT}, {"latency\nmean", "ms"}, {"delivered", ""}});
    table.StartGroup("10 subscribers");
    table.AddRow({"plain", "1.23 ± 0.04", "600/600"});
    table.AddRow({"challenge-response", "12.3 ± 0.4", "599/600"});
    table.StartGroup("30 subscribers");
    table.AddRow({"plain", "3.45", "1800/1800"});
    return table;
}

/// @param test hears complaints
void
TestTable(ScenarioTestCase& test)
{
    std::ostringstream plain;
    MakeTable().Print(plain, false);
    test.ExpectText(plain.str(),
                    "=================================================\n"
                    "                            latency\n"
                    " scheme                        mean    delivered\n"
                    "                                 ms\n"
                    "-------------------------------------------------\n"
                    " 10 subscribers\n"
                    " plain                 1.23 +- 0.04      600/600\n"
                    " challenge-response     12.3 +- 0.4      599/600\n"
                    "-------------------------------------------------\n"
                    " 30 subscribers\n"
                    " plain                         3.45    1800/1800\n"
                    "=================================================\n");
    std::ostringstream pretty;
    MakeTable().Print(pretty, true);
    std::istringstream lines(pretty.str());
    std::string line;
    for (std::size_t number = 0; std::getline(lines, line); ++number)
    {
        if (number == 0 || boost::algorithm::ends_with(line, "─"))
        {
            test.Expect(CountCharacters(line) == 48, "rules are as wide as the table");
        }
        if (boost::algorithm::ends_with(line, "/600"))
        {
            test.Expect(CountCharacters(line) == 47, "cells of a column end below each other");
        }
    }
    test.Expect(boost::algorithm::contains(pretty.str(), "1.23 ± 0.04"), "there is such a sign");
}

/// @param test hears complaints
void
TestBar(ScenarioTestCase& test)
{
    const Progress progress{7, 18, 0.5, 65};
    test.ExpectText(ProgressBar::Layout(progress, 60, false),
                    "[##########..........] 7/18 runs  50 %  1:05 gone, 1:05 left");
    test.ExpectText(ProgressBar::Layout(progress, 40, false),
                    "[###########...........] 7/18 runs  50 %");
    test.ExpectText(ProgressBar::Layout(progress, 12, false), " 7/18 runs  ");
    test.ExpectText(ProgressBar::Layout(progress, 0, true), "");
    test.ExpectText(ProgressBar::Layout({0, 1, 0.003, 3700}, 80, false).substr(42),
                    " 0/1 runs  0 %  1:01:40 gone");
    for (std::size_t width = 0; width < 100; ++width)
    {
        for (const double share : {0.0, 0.013, 0.5, 0.999, 1.0, 1.5})
        {
            const std::string line = ProgressBar::Layout({1, 2, share, 10}, width, true);
            test.Expect(CountCharacters(line) <= width, "the line must fit");
        }
    }
}

} // namespace

std::vector<TestCase*>
MakeReportTests()
{
    return {new ScenarioTestCase("files appear whole", TestFiles),
            new ScenarioTestCase("failure leaves no file", TestNoFiles),
            new ScenarioTestCase("figures of samples", TestStatistics),
            new ScenarioTestCase("confidence intervals", TestEstimate),
            new ScenarioTestCase("numbers as text", TestNumbers),
            new ScenarioTestCase("table for people", TestTable),
            new ScenarioTestCase("progress bar", TestBar)};
}

} // namespace ns3::mqtt
