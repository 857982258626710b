// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-variants.h"

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>

namespace ns3::mqtt
{

namespace
{

using boost::algorithm::ends_with;
using boost::algorithm::starts_with;

/// @param scheme name of an ECQV scheme
/// @return a variant for each encoding
std::vector<SetupVariant>
ListEcqv(const std::string& scheme)
{
    // The paper's measurements of TLS are on P-256, those of its scheme on secp256k1.
    const std::string curve = ends_with(scheme, ":published") ? "secp256k1" : "p256";
    std::vector<SetupVariant> variants;
    for (const std::string& encoding : SETUP_ENCODINGS)
    {
        variants.push_back({scheme, encoding, {{"Curve", curve}, {"Encoding", encoding}}, 1, true});
    }
    SetupVariant special = variants.back();
    if (ends_with(scheme, ":published"))
    {
        // The paper's count of operations has no room for checking that a certificate fits its key.
        special.settings = SETUP_UNCHECKED;
        special.attributes.emplace_back("CheckCertificate", "false");
    }
    else
    {
        special = variants.front();
        special.settings += "-ecies";
        special.attributes.emplace_back("KeyTransport", "ecies");
    }
    variants.push_back(std::move(special));
    return variants;
}

/// @param scheme name of a TLS scheme with certificates
/// @return full handshakes with chains of several lengths, and resumptions
std::vector<SetupVariant>
ListTls(const std::string& scheme)
{
    std::vector<SetupVariant> variants;
    for (const auto& [type, name] : {std::pair{"P-256", "p256"}, std::pair{"RSA-2048", "rsa2048"}})
    {
        for (const char* length : {"1", "2", "4"})
        {
            variants.push_back({scheme,
                                std::string(name) + "-chain" + length,
                                {{"KeyType", type}, {"ChainLength", length}}});
        }
    }
    for (const std::string resumption : {"tickets", "session-ids"})
    {
        // The second connection is the first that has a session to take up.
        variants.push_back(
            {scheme,
             "resumed-" + resumption,
             {{"KeyType", "P-256"}, {"ChainLength", "1"}, {"Resumption", resumption}},
             2});
    }
    return variants;
}

} // namespace

const std::vector<std::string> SETUP_ENCODINGS{"compressed", "uncompressed", "paper"};
const std::string SETUP_UNCHECKED = "paper-unchecked";

std::string
SetupVariant::GetName() const
{
    return settings.empty() ? scheme : scheme + "/" + settings;
}

std::vector<SetupVariant>
ListSetupVariants(const std::string& scheme)
{
    if (starts_with(scheme, "ecqv-"))
    {
        return ListEcqv(scheme);
    }
    if (starts_with(scheme, "tls") && !ends_with(scheme, "-psk"))
    {
        return ListTls(scheme);
    }
    const bool isGroup = scheme != "plain" && !starts_with(scheme, "tls");
    return {{scheme, "", {}, 1, isGroup}};
}

std::vector<std::string>
ListSetupSchemes(const std::vector<std::string>& known)
{
    std::vector<std::string> schemes;
    for (const char* name : {"plain",
                             "ecqv-auth:published",
                             "ecqv-conf:published",
                             "ecqv-anon:published",
                             "ecqv-auth",
                             "ecqv-conf",
                             "ecqv-anon",
                             "tls12",
                             "tls12-mutual",
                             "tls13",
                             "tls13-mutual",
                             "tls13-psk"})
    {
        if (std::count(known.begin(), known.end(), name) > 0)
        {
            schemes.emplace_back(name);
        }
    }
    return schemes;
}

} // namespace ns3::mqtt
