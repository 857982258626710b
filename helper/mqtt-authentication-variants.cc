// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-authentication-variants.h"

#include "ns3/mqtt-device-profile.h"
#include "ns3/mqtt-smart-card-scheme.h"

#include <boost/algorithm/string/join.hpp>

namespace ns3::mqtt
{

namespace
{

/// Checks one element of a list.
using Check = std::function<std::optional<Error>(const std::string&)>;

/// @param reader gets an option for a list
/// @param name of the option
/// @param meaning of the option
/// @param variable list to fill
/// @param check of each element
void
AddList(OptionReader& reader,
        const std::string& name,
        const std::string& meaning,
        std::vector<std::string>& variable,
        const Check& check)
{
    const auto show = [&variable]() { return boost::algorithm::join(variable, ","); };
    const auto take = [&variable, check](const std::string& text) -> std::optional<Error> {
        const auto list = ReadList(text);
        if (!list)
        {
            return list.error();
        }
        for (const std::string& element : list.value())
        {
            if (auto error = check(element))
            {
                return error;
            }
        }
        variable = list.value();
        return std::nullopt;
    };
    reader.AddText(name, meaning, show(), take, show);
}

/// @param card name of a device profile, or path of one
/// @return what is wrong with it as a card
std::optional<Error>
CheckCard(const std::string& card)
{
    const auto profile = DeviceProfile::Load(card);
    if (!profile)
    {
        return profile.error();
    }
    return profile.value()->HasUnit("card")
               ? std::nullopt
               : std::make_optional(Error{"device profile '" + card + "' has no costs of a card"});
}

/// @param allowed all values
/// @return what checks that an element is one of them
Check
MakeChoice(const std::vector<std::string>& allowed)
{
    return [allowed](const std::string& text) -> std::optional<Error> {
        const auto choice = ReadChoice(text, allowed);
        return choice ? std::nullopt : std::make_optional(choice.error());
    };
}

} // namespace

void
AuthenticationSweep::AddTo(OptionReader& reader)
{
    AddList(reader,
            "devices",
            "device profiles of the clients' hosts to sweep; takes the place of --clientDevice",
            devices,
            ScenarioVocabulary::Collect().checkDevice);
    AddList(reader, "cards", "device profiles of the clients' cards to sweep", cards, CheckCard);
    AddList(reader,
            "protocols",
            "protocols of cards to sweep, T1 or T0; cards but the first have the first only",
            protocols,
            MakeChoice({"T1", "T0"}));
    AddList(reader,
            "sessionKeys",
            "where keys of sessions are, host or card, to sweep; cards but the first have the "
            "first only",
            keyPlaces,
            MakeChoice({"host", "card"}));
    AddList(reader,
            "readings",
            "who speaks first to sweep, OR-1 (the broker) or OR-2 (the card); cards but the first "
            "have the first only",
            readings,
            MakeChoice({"OR-1", "OR-2"}));
}

std::string
AuthenticationVariant::GetSettings() const
{
    const std::string settings =
        card.empty()
            ? device
            : boost::algorithm::join(std::vector{device, card, protocol, keyPlace, reading}, "-");
    return settings.substr(settings.rfind('/') + 1); // a device may be the path of a file
}

bool
HasCards(const std::string& scheme)
{
    const auto made = SchemeName::Create(scheme);
    return made && DynamicCast<SmartCardScheme>(made.value());
}

AuthenticationCases
ListAuthentications(const ScenarioOptions& options, const AuthenticationSweep& sweep)
{
    std::vector<AuthenticationVariant> cards;
    for (const std::string& reading : sweep.readings)
    {
        for (const std::string& protocol : sweep.protocols)
        {
            for (const std::string& place : sweep.keyPlaces)
            {
                for (const std::string& card : sweep.cards)
                {
                    const bool isOther = card != sweep.cards.front();
                    const bool isOff = protocol != sweep.protocols.front();
                    const bool isIn = place != sweep.keyPlaces.front();
                    const bool isSecond = reading != sweep.readings.front();
                    if ((isOther && (isOff || isIn || isSecond)) || (isSecond && (isOff || isIn)))
                    {
                        continue;
                    }
                    cards.push_back({"", card, protocol, place, reading});
                }
            }
        }
    }
    AuthenticationCases listed;
    for (const std::string& device : sweep.devices)
    {
        for (ExperimentCase oneCase : ListCases(options))
        {
            const bool hasCards = HasCards(oneCase.scheme);
            for (AuthenticationVariant variant : hasCards ? cards : decltype(cards)(1))
            {
                variant.device = device;
                oneCase.settings = variant.GetSettings();
                listed.variants[oneCase.settings] = variant;
                listed.cases.push_back(oneCase);
            }
        }
    }
    return listed;
}

} // namespace ns3::mqtt
