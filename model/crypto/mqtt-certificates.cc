// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-certificates.h"

#include "mqtt-crypto-scope.h"

#include <algorithm>

namespace ns3::mqtt
{

namespace
{

/// @param certificate that gets the extension
/// @param issuer certificate of who signs
/// @param nid which extension
/// @param value in the notation of openssl.cnf
/// @return whether it worked
bool
AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    OpensslPtr<X509_EXTENSION> extension(
        X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1);
}

/// @param certificate to be filled
/// @param issuer certificate of who signs
/// @param name of the subject
/// @param isAuthority whether the subject may issue
/// @return whether it worked
bool
AddExtensions(X509* certificate, X509* issuer, const std::string& name, bool isAuthority)
{
    // The subject's own identifier has to be there before the issuer's can refer to it.
    if (!AddExtension(certificate, issuer, NID_subject_key_identifier, "hash") ||
        !AddExtension(certificate, issuer, NID_authority_key_identifier, "keyid"))
    {
        return false;
    }
    if (isAuthority)
    {
        return AddExtension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE") &&
               AddExtension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    }
    return AddExtension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
           AddExtension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
           AddExtension(certificate, issuer, NID_ext_key_usage, "serverAuth,clientAuth") &&
           AddExtension(certificate, issuer, NID_subject_alt_name, "DNS:" + name);
}

/// @param certificate to be filled
/// @param name of the subject
/// @param validity of the certificate
/// @param serial number
/// @return whether it worked
bool
SetFields(X509* certificate, const std::string& name, const Validity& validity, long serial)
{
    X509_NAME* subject = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) &&
           ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
           ASN1_TIME_set(X509_getm_notBefore(certificate), validity.from) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), validity.until) &&
           X509_NAME_add_entry_by_NID(subject,
                                      NID_commonName,
                                      MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(name.data()),
                                      static_cast<int>(name.size()),
                                      -1,
                                      0);
}

/// @param name of a host
/// @return whether it consists of what host names consist of, so that it cannot say anything else
/// in an extension's notation
bool
IsHostName(const std::string& name)
{
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._") == std::string::npos;
}

} // namespace

std::size_t
CertificateChain::GetEncodedSize() const
{
    std::size_t size{0};
    for (const auto& certificate : certificates)
    {
        size += static_cast<std::size_t>(std::max(0, i2d_X509(certificate.get(), nullptr)));
    }
    return size;
}

CertificateIssuer::CertificateIssuer(const Settings& settings, RandomSource& random)
    : m_settings(settings),
      m_random(random)
{
}

Result<std::unique_ptr<CertificateIssuer>>
CertificateIssuer::Create(const Settings& settings, RandomSource& random)
{
    if (settings.chainLength < 1 || settings.chainLength > MAX_CHAIN_LENGTH)
    {
        return Error{"a chain has 1 to 4 certificates, not " +
                     std::to_string(settings.chainLength)};
    }
    std::unique_ptr<CertificateIssuer> issuer(new CertificateIssuer(settings, random));
    NullMeter meter;
    CryptoScope scope(meter, random, settings.validity.from);
    for (std::size_t level = 0; level < settings.chainLength; ++level)
    {
        const std::string name =
            level == 0 ? settings.name : settings.name + "-" + std::to_string(level);
        auto key = issuer->MakeKey();
        auto certificate = issuer->Sign(name, settings.validity, key, true);
        if (!certificate)
        {
            return certificate.error();
        }
        issuer->m_authorities.push_back({certificate.value(), key});
    }
    return issuer;
}

Result<std::shared_ptr<const CertificateChain>>
CertificateIssuer::Issue(const std::string& name,
                         const Validity& validity,
                         std::shared_ptr<EVP_PKEY> key)
{
    NullMeter meter;
    CryptoScope scope(meter, m_random, validity.from);
    auto chain = std::make_shared<CertificateChain>();
    chain->key = key ? key : MakeKey();
    auto certificate = Sign(name, validity, chain->key, false);
    if (!certificate)
    {
        return certificate.error();
    }
    chain->certificates.push_back(certificate.value());
    for (std::size_t level = m_authorities.size() - 1; level > 0; --level)
    {
        chain->certificates.push_back(m_authorities[level].certificate);
    }
    return std::shared_ptr<const CertificateChain>(chain);
}

Result<std::shared_ptr<X509>>
CertificateIssuer::Sign(const std::string& name,
                        const Validity& validity,
                        const std::shared_ptr<EVP_PKEY>& key,
                        bool isAuthority)
{
    if (!IsHostName(name))
    {
        return Error{"not a name for a certificate: '" + name + "'"};
    }
    std::shared_ptr<X509> certificate(X509_new_ex(OpensslContext(), nullptr), OpensslDeleter{});
    const bool isRoot = m_authorities.empty();
    X509* issuer = isRoot ? certificate.get() : m_authorities.back().certificate.get();
    EVP_PKEY* issuerKey = isRoot ? key.get() : m_authorities.back().key.get();
    if (!certificate || !key || !SetFields(certificate.get(), name, validity, m_nextSerial) ||
        !X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) ||
        !X509_set_pubkey(certificate.get(), key.get()) ||
        !AddExtensions(certificate.get(), issuer, name, isAuthority) ||
        !X509_sign(certificate.get(), issuerKey, EVP_sha256()))
    {
        return MakeOpensslError("cannot issue a certificate for " + name);
    }
    // OpenSSL digests a certificate when it first looks at it; not when a party is charged for it.
    X509_check_purpose(certificate.get(), -1, 0);
    ++m_nextSerial;
    return certificate;
}

std::shared_ptr<EVP_PKEY>
CertificateIssuer::MakeKey() const
{
    EVP_PKEY* key =
        m_settings.keyType == KeyType::P256
            ? EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "EC", "P-256")
            : EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "RSA", static_cast<std::size_t>(2048));
    return {key, OpensslDeleter{}};
}

} // namespace ns3::mqtt
