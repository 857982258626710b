// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SETUP_VARIANTS_H
#define MQTT_SETUP_VARIANTS_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3::mqtt
{

/// A scheme with certain values of its attributes, whose set-up is looked at.
struct SetupVariant
{
    std::string scheme;   ///< name of the scheme
    std::string settings; ///< what is special about it, short
    std::vector<std::pair<std::string, std::string>> attributes; ///< of the scheme's object
    std::uint32_t connection{1}; ///< which connection of the client is measured, from 1
    bool isGroup{false};         ///< whether its set-up may depend on who is there already

    /// @return name of scheme and settings in one, fit for tables: "tls13/p256-chain1"
    std::string GetName() const;
};

/// How points are written by the ECQV schemes, in the order of tables.
extern const std::vector<std::string> SETUP_ENCODINGS;

/// Settings of the variant that does no more than the paper counts: points as in its tables, and
/// devices do not check their certificates.
extern const std::string SETUP_UNCHECKED;

/// @param scheme name of a scheme
/// @return its variants: the encodings of ECQV, the certificates and resumptions of TLS, and a
///         single one without attributes for any other
std::vector<SetupVariant> ListSetupVariants(const std::string& scheme);

/// @param known names of schemes
/// @return those among them that the paper on ECQV group keys is about, and their rivals
std::vector<std::string> ListSetupSchemes(const std::vector<std::string>& known);

} // namespace ns3::mqtt

#endif /* MQTT_SETUP_VARIANTS_H */
