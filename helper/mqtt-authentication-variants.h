// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AUTHENTICATION_VARIANTS_H
#define MQTT_AUTHENTICATION_VARIANTS_H

#include "mqtt-experiment-report.h"

namespace ns3::mqtt
{

/// What is swept beside schemes and numbers of subscribers.
struct AuthenticationSweep
{
    std::vector<std::string> devices{"esp32", "rpi-3b", "i7-8565u"}; ///< host devices of clients
    std::vector<std::string> cards{"card-j3r180", "card-j3h145", "card-j2e081"}; ///< of clients
    std::vector<std::string> protocols{"T1", "T0"};                              ///< of cards
    std::vector<std::string> keyPlaces{"host", "card"}; ///< where keys of sessions are
    std::vector<std::string> readings{"OR-1", "OR-2"};  ///< who speaks first

    /// @param reader gets the options that fill it
    void AddTo(OptionReader& reader);
};

/// How one client is authenticated.
struct AuthenticationVariant
{
    std::string device;   ///< host device of the client
    std::string card;     ///< its card; empty if the scheme has none
    std::string protocol; ///< of the card, "T0" or "T1"; empty without
    std::string keyPlace; ///< "host" or "card"; empty without
    std::string reading;  ///< "OR-1" or "OR-2"; empty without

    /// @return all of it, fit for the name of a folder
    std::string GetSettings() const;
};

/// The cases of a sweep, and what their settings stand for.
struct AuthenticationCases
{
    std::vector<ExperimentCase> cases;                     ///< to be run
    std::map<std::string, AuthenticationVariant> variants; ///< by settings
};

/// @param scheme name of a scheme
/// @return whether its clients have smart cards
bool HasCards(const std::string& scheme);

/// Every card is looked at in the first reading, under the first protocol, with keys in the first
/// place; the first card also under all protocols with keys in all places, and in all readings.
/// @param options what was asked for
/// @param sweep what was asked for beyond
/// @return what is to be run
AuthenticationCases ListAuthentications(const ScenarioOptions& options,
                                        const AuthenticationSweep& sweep);

} // namespace ns3::mqtt

#endif /* MQTT_AUTHENTICATION_VARIANTS_H */
