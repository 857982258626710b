// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-primitive-tools.h"
#include "mqtt-rsa.h"
#include "mqtt-seeded-random.h"

#include <openssl/core_names.h>

namespace ns3::mqtt
{

namespace
{

/// Octets of a prime.
constexpr std::size_t PRIME_SIZE = RsaPublicKey::MODULUS_SIZE / 2;

/// How far the primes p and q of each pair are from the random odd numbers where the search for
/// them began, so that it need not be repeated.
constexpr std::uint16_t DISTANCES[RsaPool::SIZE][2] = {{46, 158},
                                                       {224, 1428},
                                                       {162, 428},
                                                       {952, 96},
                                                       {652, 1788},
                                                       {322, 536},
                                                       {450, 1446},
                                                       {52, 214},
                                                       {234, 128},
                                                       {286, 210},
                                                       {18, 480},
                                                       {952, 658},
                                                       {260, 30},
                                                       {254, 790},
                                                       {630, 1252},
                                                       {1706, 136}};

/// @return a number, 0 at first
OpensslPtr<BIGNUM>
MakeNumber()
{
    OpensslPtr<BIGNUM> number(BN_new());
    Require(number != nullptr, "make a number");
    return number;
}

/// @param pair its number
/// @param which 0 for p, 1 for q
/// @return the prime
OpensslPtr<BIGNUM>
MakePrime(std::uint32_t pair, std::uint8_t which)
{
    SeededRandom::Seed seed{};
    seed[0] = static_cast<std::uint8_t>(pair);
    seed[1] = which;
    SeededRandom random(seed);
    WipedArray<PRIME_SIZE> octets;
    random.Fill(octets.data(), octets.size());
    octets.front() |= 0xc0; // so that p q has 2048 bits
    octets.back() |= 1;
    OpensslPtr<BIGNUM> prime(BN_bin2bn(octets.data(), PRIME_SIZE, nullptr));
    Require(prime && BN_add_word(prime.get(), DISTANCES[pair][which]), "make a prime");
    return prime;
}

/// The numbers of a private key (RFC 8017, section 3.2).
struct Numbers
{
    /// @param pair its number
    explicit Numbers(std::uint32_t pair)
        : p(MakePrime(pair, 0)),
          q(MakePrime(pair, 1))
    {
        const OpensslPtr<BN_CTX> work(BN_CTX_secure_new());
        const auto pLess = MakeNumber(); // p - 1
        const auto qLess = MakeNumber(); // q - 1
        const auto phi = MakeNumber();
        Require(work && BN_set_word(e.get(), 65537) &&
                    BN_mul(n.get(), p.get(), q.get(), work.get()) &&
                    BN_sub(pLess.get(), p.get(), BN_value_one()) &&
                    BN_sub(qLess.get(), q.get(), BN_value_one()) &&
                    BN_mul(phi.get(), pLess.get(), qLess.get(), work.get()) &&
                    BN_mod_inverse(d.get(), e.get(), phi.get(), work.get()) &&
                    BN_mod(dp.get(), d.get(), pLess.get(), work.get()) &&
                    BN_mod(dq.get(), d.get(), qLess.get(), work.get()) &&
                    BN_mod_inverse(coefficient.get(), q.get(), p.get(), work.get()),
                "make an RSA key of its primes");
    }

    OpensslPtr<BIGNUM> p;                         ///< prime
    OpensslPtr<BIGNUM> q;                         ///< prime
    OpensslPtr<BIGNUM> n{MakeNumber()};           ///< modulus
    OpensslPtr<BIGNUM> e{MakeNumber()};           ///< public exponent
    OpensslPtr<BIGNUM> d{MakeNumber()};           ///< private exponent
    OpensslPtr<BIGNUM> dp{MakeNumber()};          ///< d mod p - 1
    OpensslPtr<BIGNUM> dq{MakeNumber()};          ///< d mod q - 1
    OpensslPtr<BIGNUM> coefficient{MakeNumber()}; ///< 1 / q mod p
};

/// @param numbers of a private key
/// @return OpenSSL's pair
OpensslPtr<EVP_PKEY>
MakePair(const Numbers& numbers)
{
    const OpensslPtr<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    const auto push = [&](const char* name, const OpensslPtr<BIGNUM>& number) {
        return OSSL_PARAM_BLD_push_BN(builder.get(), name, number.get());
    };
    Require(builder && push(OSSL_PKEY_PARAM_RSA_N, numbers.n) &&
                push(OSSL_PKEY_PARAM_RSA_E, numbers.e) && push(OSSL_PKEY_PARAM_RSA_D, numbers.d) &&
                push(OSSL_PKEY_PARAM_RSA_FACTOR1, numbers.p) &&
                push(OSSL_PKEY_PARAM_RSA_FACTOR2, numbers.q) &&
                push(OSSL_PKEY_PARAM_RSA_EXPONENT1, numbers.dp) &&
                push(OSSL_PKEY_PARAM_RSA_EXPONENT2, numbers.dq) &&
                push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, numbers.coefficient),
            "list the numbers of an RSA key");
    const OpensslPtr<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
    const OpensslPtr<EVP_PKEY_CTX> context(
        EVP_PKEY_CTX_new_from_name(OpensslContext(), "RSA", nullptr));
    EVP_PKEY* pair{nullptr};
    Require(params && context && EVP_PKEY_fromdata_init(context.get()) > 0 &&
                EVP_PKEY_fromdata(context.get(), &pair, EVP_PKEY_KEYPAIR, params.get()) > 0,
            "make a pair of RSA keys of its numbers");
    return OpensslPtr<EVP_PKEY>(pair);
}

} // namespace

RsaPair
RsaPool::Get(std::uint32_t number)
{
    static std::array<OpensslPtr<EVP_PKEY>, SIZE> pairs;
    auto& pair = pairs[number % SIZE];
    if (!pair)
    {
        pair = MakePair(Numbers(number % SIZE));
    }
    // A copy of the key and not of OpenSSL's object: that keeps blinding from use to use, and so
    // what one party draws at random would depend on another.
    OpensslPtr<EVP_PKEY> copy(EVP_PKEY_dup(pair.get()));
    Require(copy != nullptr, "copy a pair of RSA keys");
    return RsaPair(std::move(copy));
}

} // namespace ns3::mqtt
