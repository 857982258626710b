// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-certificate-files.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace ns3::mqtt
{

namespace
{

/// Answers OpenSSL's question for a password: there is none, and nobody is asked.
int
RefusePassword(char*, int, int, void*)
{
    return -1;
}

/// @param file path
/// @return all certificates in it, or what is wrong
Result<std::vector<std::shared_ptr<X509>>>
ReadCertificates(const std::string& file)
{
    const OpensslPtr<BIO> in(BIO_new_file(file.c_str(), "r"));
    if (!in)
    {
        return MakeOpensslError("cannot read '" + file + "'");
    }
    std::vector<std::shared_ptr<X509>> certificates;
    for (;;)
    {
        X509* certificate = X509_new_ex(OpensslContext(), nullptr);
        if (!PEM_read_bio_X509(in.get(), &certificate, RefusePassword, nullptr))
        {
            X509_free(certificate);
            break;
        }
        certificates.emplace_back(certificate, X509_free);
    }
    ERR_clear_error(); // the end of the file is one
    if (certificates.empty())
    {
        return Error{"'" + file + "' holds no certificate in PEM"};
    }
    return certificates;
}

} // namespace

Result<std::shared_ptr<const CertificateChain>>
ReadCertificateChain(const std::string& certificateFile, const std::string& keyFile)
{
    auto certificates = ReadCertificates(certificateFile);
    if (!certificates)
    {
        return certificates.error();
    }
    const OpensslPtr<BIO> in(BIO_new_file(keyFile.c_str(), "r"));
    if (!in)
    {
        return MakeOpensslError("cannot read '" + keyFile + "'");
    }
    const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey_ex(in.get(),
                                                                   nullptr,
                                                                   RefusePassword,
                                                                   nullptr,
                                                                   OpensslContext(),
                                                                   nullptr),
                                        EVP_PKEY_free);
    if (!key)
    {
        return MakeOpensslError("'" + keyFile + "' holds no private key in PEM without a password");
    }
    if (!X509_check_private_key(certificates.value().front().get(), key.get()))
    {
        return MakeOpensslError("the key in '" + keyFile + "' is not that of the certificate in '" +
                                certificateFile + "'");
    }
    return std::make_shared<const CertificateChain>(
        CertificateChain{std::move(certificates.value()), key});
}

} // namespace ns3::mqtt
