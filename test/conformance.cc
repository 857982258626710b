// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-conformance.h"

#include "ns3/mqtt-option-reader.h"

#include <boost/algorithm/string/join.hpp>
#include <iomanip>
#include <iostream>

using namespace ns3::mqtt;

namespace
{

/// Plays all tests under a scheme, and prints a line each.
/// @param scheme name
/// @return number of tests that fail
int
TryScheme(const std::string& scheme)
{
    const auto claims =
        test::DescribeProtection(SchemeName::Create(scheme).value()->GetProtection());
    std::cout << scheme
              << " claims: " << (claims.empty() ? "nothing" : boost::algorithm::join(claims, ", "))
              << "\n";
    int failed = 0;
    for (const auto& one : test::ListConformanceTests())
    {
        const std::string faults = test::RunConformanceTest(one, scheme);
        failed += !faults.empty();
        const bool isAttack = one.kind == test::ConformanceTest::ATTACK;
        std::cout << (faults.empty() ? "  ok    " : "  FAIL  ") << (isAttack ? "attack: " : "")
                  << one.name << faults << std::endl;
    }
    return failed;
}

/// Prints the claims of schemes as a table of reStructuredText.
/// @param schemes names
void
PrintClaims(const std::vector<std::string>& schemes)
{
    constexpr int width = 32;
    const auto ruler = [] {
        std::cout << std::string(width, '=');
        for (const auto& claim : test::ListClaims())
        {
            std::cout << ' ' << std::string(std::string(claim.subject).size(), '=');
        }
        std::cout << '\n';
    };
    ruler();
    std::cout << std::left << std::setw(width) << "Scheme";
    for (const auto& claim : test::ListClaims())
    {
        std::cout << ' ' << claim.subject;
    }
    std::cout << '\n';
    ruler();
    for (const auto& scheme : schemes)
    {
        const Protection protection = SchemeName::Create(scheme).value()->GetProtection();
        std::string line = "``" + scheme + "``";
        line.resize(width, ' ');
        for (const auto& claim : test::ListClaims())
        {
            const std::string cell = protection.*claim.member ? "yes" : "\\-";
            line += ' ' + cell + std::string(std::string(claim.subject).size() - cell.size(), ' ');
        }
        std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    }
    ruler();
}

} // namespace

/// Holds schemes to what MQTT asks for and to what they claim.
int
main(int argc, char* argv[])
{
    std::vector<std::string> schemes = SchemeName::GetAll();
    OptionReader reader("mqtt-conformance",
                        "Plays under each scheme, in memory: what MQTT asks for, every attack that "
                        "it claims to withstand, and faults from which it should recover. Exit "
                        "status 1 if anything fails.");
    const auto take = [&schemes](const std::string& text) -> std::optional<Error> {
        const auto names = ReadList(text);
        for (const auto& name : names ? names.value() : std::vector<std::string>())
        {
            if (const auto scheme = SchemeName::Create(name); !scheme)
            {
                return scheme.error();
            }
        }
        schemes = names ? names.value() : schemes;
        return names ? std::nullopt : std::make_optional(names.error());
    };
    const auto show = [&schemes]() { return boost::algorithm::join(schemes, ","); };
    reader.AddText("schemes", "security schemes to try", show(), take, show);
    bool claims = false;
    reader.AddFlag("claims", "only print what they claim, as a table", claims);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    auto error = reader.PrintIfAsked(arguments);
    error = error ? error : reader.Read(arguments);
    if (error)
    {
        std::cerr << error->reason << std::endl;
        return 1;
    }
    if (claims)
    {
        PrintClaims(schemes);
        return 0;
    }
    int failed = 0;
    for (const auto& scheme : schemes)
    {
        failed += TryScheme(scheme);
    }
    const std::size_t all = schemes.size() * test::ListConformanceTests().size();
    std::cout << all - static_cast<std::size_t>(failed) << " passed, " << failed << " failed\n";
    return failed > 0 ? 1 : 0;
}
