// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-metering-context.h"

#include <algorithm>
#include <cctype>

namespace ns3::mqtt
{

namespace
{

/// @param text any
/// @return in lower case
std::string
ToLower(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return lower;
}

/// @param text what is to be cut
/// @param prefix what it may begin with
/// @return the rest, or all of it
std::string
WithoutPrefix(const std::string& text, std::string_view prefix)
{
    return text.compare(0, prefix.size(), prefix) == 0 ? text.substr(prefix.size()) : text;
}

/// @param group name of a group of elliptic curve points, or bits
/// @return short form, "p256"
std::string
NormaliseGroup(std::string_view group)
{
    const std::string name = ToLower(group);
    if (name == "prime256v1" || name == "secp256r1" || name == "p-256")
    {
        return "p256";
    }
    if (name == "secp384r1" || name == "p-384")
    {
        return "p384";
    }
    if (name == "secp521r1" || name == "p-521")
    {
        return "p521";
    }
    return name;
}

/// @param name of both directions
/// @return the pair
OperationPair
Both(const std::string& name)
{
    return {Operation(name), Operation(name)};
}

/// @param name what is done without the detail, "hmac"
/// @param detail digest or cipher, may be empty
/// @return "hmac-sha256"
OperationPair
WithDigest(const std::string& name, std::string_view detail)
{
    return Both(detail.empty() ? name : name + "-" + NormaliseDigest(detail));
}

/// @param algorithm of a key derivation, "tls13-kdf"
/// @param digest it uses
/// @return the pair
OperationPair
NameDerivation(const std::string& algorithm, std::string_view digest)
{
    // TLS 1.3's derivation is HKDF with labels, so it costs the same.
    return WithDigest(algorithm == "tls13-kdf" ? "hkdf" : algorithm, digest);
}

/// @param stem "rsa-2048", or the algorithm
/// @param forward what the first direction is called
/// @param backward what the second direction is called
/// @return the pair
OperationPair
Directions(const std::string& stem, const char* forward, const char* backward)
{
    return {Operation(stem + forward), Operation(stem + backward)};
}

/// @param algorithm of a signature
/// @param detail group, bits or digest
/// @return the pair
OperationPair
NameSignature(const std::string& algorithm, std::string_view detail)
{
    if (algorithm == "rsa")
    {
        return Directions("rsa-" + std::string(detail), "-private", "-public");
    }
    if (algorithm == "hmac" || algorithm == "cmac")
    {
        return WithDigest(algorithm, detail);
    }
    const std::string stem = detail.empty() ? algorithm : algorithm + "-" + NormaliseGroup(detail);
    return Directions(stem, "-sign", "-verify");
}

/// @param algorithm of a key agreement
/// @param detail group, bits or digest
/// @return the pair
OperationPair
NameAgreement(const std::string& algorithm, std::string_view detail)
{
    if (algorithm == "x25519" || algorithm == "x448")
    {
        return Both("ecdh-" + algorithm);
    }
    if (algorithm == "ecdh" || algorithm == "dh")
    {
        return Both(algorithm + "-" + NormaliseGroup(detail));
    }
    return NameDerivation(algorithm, detail);
}

} // namespace

std::string
NormaliseDigest(std::string_view name)
{
    std::string lower = ToLower(name);
    if (lower.compare(0, 5, "sha2-") == 0)
    {
        lower = "sha" + lower.substr(5);
    }
    else if (lower.compare(0, 4, "sha-") == 0)
    {
        lower = "sha" + lower.substr(4);
    }
    return lower;
}

OperationPair
NameOperations(int operationId, const std::string& algorithm, std::string_view detail)
{
    switch (operationId)
    {
    case OSSL_OP_DIGEST: {
        // Tables write a bare digest with a hyphen, sha-256, and one inside another name without.
        const std::string digest = NormaliseDigest(algorithm);
        const bool isSha = digest.size() > 3 && digest.compare(0, 3, "sha") == 0 &&
                           digest.find('-') == std::string::npos;
        return Both(isSha ? "sha-" + WithoutPrefix(digest, "sha") : digest);
    }
    case OSSL_OP_MAC:
        return WithDigest(algorithm, detail);
    case OSSL_OP_KDF:
        return NameDerivation(algorithm, detail);
    case OSSL_OP_SIGNATURE:
        return NameSignature(algorithm, detail);
    case OSSL_OP_KEYEXCH:
        return NameAgreement(algorithm, detail);
    case OSSL_OP_KEYMGMT:
        return Both(algorithm == "ec" ? "ec-keygen-" + NormaliseGroup(detail)
                    : detail.empty()  ? algorithm + "-keygen"
                                      : algorithm + "-" + std::string(detail) + "-keygen");
    case OSSL_OP_ASYM_CIPHER:
    case OSSL_OP_KEM:
        return algorithm == "rsa" ? Directions("rsa-" + std::string(detail), "-public", "-private")
                                  : Directions(algorithm, "-encrypt", "-decrypt");
    default:
        return Both(algorithm);
    }
}

} // namespace ns3::mqtt
