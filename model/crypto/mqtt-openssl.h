// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_OPENSSL_H
#define MQTT_OPENSSL_H

#include "ns3/mqtt-bytes.h"

#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>

/// @file
/// Owners of OpenSSL's objects, and the library context in which all of them are to be made.

namespace ns3::mqtt
{

/// Frees whatever OpenSSL made, and wipes it where it may be secret.
struct OpensslDeleter
{
/// @param TYPE C type of the object
/// @param FREE function that frees it
#define MQTT_OPENSSL_FREE(TYPE, FREE)                                                              \
    void operator()(TYPE* object) const                                                            \
    {                                                                                              \
        FREE(object);                                                                              \
    }

    MQTT_OPENSSL_FREE(ASN1_TIME, ASN1_TIME_free)
    MQTT_OPENSSL_FREE(BIGNUM, BN_clear_free)
    MQTT_OPENSSL_FREE(BIO, BIO_free)
    MQTT_OPENSSL_FREE(BN_CTX, BN_CTX_free)
    MQTT_OPENSSL_FREE(ECDSA_SIG, ECDSA_SIG_free)
    MQTT_OPENSSL_FREE(EC_GROUP, EC_GROUP_free)
    MQTT_OPENSSL_FREE(EC_POINT, EC_POINT_clear_free)
    MQTT_OPENSSL_FREE(EVP_CIPHER, EVP_CIPHER_free)
    MQTT_OPENSSL_FREE(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
    MQTT_OPENSSL_FREE(EVP_KDF, EVP_KDF_free)
    MQTT_OPENSSL_FREE(EVP_KDF_CTX, EVP_KDF_CTX_free)
    MQTT_OPENSSL_FREE(EVP_MAC, EVP_MAC_free)
    MQTT_OPENSSL_FREE(EVP_MAC_CTX, EVP_MAC_CTX_free)
    MQTT_OPENSSL_FREE(EVP_MD, EVP_MD_free)
    MQTT_OPENSSL_FREE(EVP_MD_CTX, EVP_MD_CTX_free)
    MQTT_OPENSSL_FREE(EVP_PKEY, EVP_PKEY_free)
    MQTT_OPENSSL_FREE(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
    MQTT_OPENSSL_FREE(OSSL_PARAM, OSSL_PARAM_free)
    MQTT_OPENSSL_FREE(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
    MQTT_OPENSSL_FREE(SSL, SSL_free)
    MQTT_OPENSSL_FREE(SSL_CTX, SSL_CTX_free)
    MQTT_OPENSSL_FREE(SSL_SESSION, SSL_SESSION_free)
    MQTT_OPENSSL_FREE(X509, X509_free)
    MQTT_OPENSSL_FREE(X509_EXTENSION, X509_EXTENSION_free)

#undef MQTT_OPENSSL_FREE
};

/// Owns an object of OpenSSL: OpensslPtr<SSL>.
template <class T>
using OpensslPtr = std::unique_ptr<T, OpensslDeleter>;

/// @return the context for everything that is done on behalf of a party: what happens there is
/// counted in the current CryptoScope, and random octets come from it
OSSL_LIB_CTX* OpensslContext();

/// @return the context for everything that no party does, such as the making of seeded randomness;
/// nothing is counted there
OSSL_LIB_CTX* UncountedOpensslContext();

/// @return why OpenSSL failed, as far as it says; its queue of errors is empty afterwards
std::string GetOpensslError();

/// @param what was attempted, "cannot sign"
/// @return an error with that and OpenSSL's reason
Error MakeOpensslError(const std::string& what);

/// Octets that are wiped when they are given up.
class Secret
{
  public:
    Secret() = default;

    /// @param octets the secret
    explicit Secret(ByteView octets);
    ~Secret();

    /// Copies a secret.
    Secret(const Secret&) = default;

    /// Takes a secret over.
    Secret(Secret&&) = default;

    /// @param other new value; the old one is wiped
    /// @return this
    Secret& operator=(Secret other);

    /// @return the secret
    ByteView Get() const
    {
        return m_octets;
    }

  private:
    Bytes m_octets; ///< never grows, so no copy stays behind
};

} // namespace ns3::mqtt

#endif /* MQTT_OPENSSL_H */
