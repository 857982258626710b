// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-elliptic-curve.h"

#include "mqtt-crypto-scope.h"
#include "mqtt-operations.h"
#include "mqtt-primitive-tools.h"

#include <climits>
#include <openssl/objects.h>
#include <openssl/rand.h>

namespace ns3::mqtt
{

namespace
{

/// @param value from OpenSSL, or null; becomes owned
/// @return the same, which OpenSSL will treat as secret
OpensslPtr<BIGNUM>
OwnSecret(BIGNUM* value)
{
    Require(value, "hold an integer");
    BN_set_flags(value, BN_FLG_CONSTTIME);
    return OpensslPtr<BIGNUM>(value);
}

/// @param octets gets random octets of the current party
template <std::size_t size>
void
FillRandom(WipedArray<size>& octets)
{
    Require(RAND_priv_bytes_ex(OpensslContext(), octets.data(), size, 0) == 1,
            "draw random octets");
}

} // namespace

EcScalar::EcScalar()
    : m_value(OwnSecret(BN_new()))
{
}

EcScalar::EcScalar(const EcScalar& other)
    : m_value(other.m_value ? OwnSecret(BN_dup(other.m_value.get())) : nullptr)
{
}

EcScalar&
EcScalar::operator=(EcScalar other) noexcept
{
    m_value.swap(other.m_value);
    return *this;
}

Secret
EcScalar::Encode() const
{
    WipedArray<SIZE> octets;
    Require(BN_bn2binpad(m_value.get(), octets.data(), SIZE) == SIZE, "write a scalar");
    return Secret(ByteView(octets.data(), octets.size()));
}

bool
EcScalar::IsZero() const
{
    return BN_is_zero(m_value.get());
}

bool
EcScalar::operator==(const EcScalar& other) const
{
    const Secret mine = Encode();
    const Secret theirs = other.Encode();
    return CRYPTO_memcmp(mine.Get().data(), theirs.Get().data(), SIZE) == 0;
}

EcPoint::EcPoint(const EcPoint& other)
    : m_curve(other.m_curve)
{
    if (other.m_value)
    {
        m_value.reset(EC_POINT_dup(other.m_value.get(), m_curve->m_group.get()));
        Require(m_value != nullptr, "copy a point");
    }
}

EcPoint&
EcPoint::operator=(EcPoint other) noexcept
{
    m_curve = other.m_curve;
    m_value.swap(other.m_value);
    return *this;
}

bool
EcPoint::IsInfinity() const
{
    return m_value && EC_POINT_is_at_infinity(m_curve->m_group.get(), m_value.get());
}

bool
EcPoint::operator==(const EcPoint& other) const
{
    if (!m_value || !other.m_value)
    {
        return !m_value && !other.m_value;
    }
    return m_curve == other.m_curve && EC_POINT_cmp(m_curve->m_group.get(),
                                                    m_value.get(),
                                                    other.m_value.get(),
                                                    m_curve->m_work.get()) == 0;
}

const EllipticCurve&
EllipticCurve::Get(Name name)
{
    // Never freed, because points of any lifetime refer to them.
    static const EllipticCurve* const p256 =
        new EllipticCurve(NID_X9_62_prime256v1,
                          {operations::POINT_MULTIPLY_BASE_P256,
                           operations::POINT_MULTIPLY_P256,
                           operations::POINT_ADD_P256});
    static const EllipticCurve* const secp256k1 =
        new EllipticCurve(NID_secp256k1,
                          {operations::POINT_MULTIPLY_BASE_SECP256K1,
                           operations::POINT_MULTIPLY_SECP256K1,
                           operations::POINT_ADD_SECP256K1});
    return name == P256 ? *p256 : *secp256k1;
}

EllipticCurve::EllipticCurve(int nid, const Operations& names)
    : m_operations(names),
      m_group(EC_GROUP_new_by_curve_name_ex(OpensslContext(), nullptr, nid)),
      m_work(BN_CTX_secure_new_ex(UncountedOpensslContext()))
{
    Require(m_group && m_work, "set an elliptic curve up");
}

EcScalar
EllipticCurve::MakeRandomScalar() const
{
    WipedArray<EcScalar::SIZE> octets;
    while (true)
    {
        FillRandom(octets);
        const auto scalar = DecodeScalar(ByteView(octets.data(), octets.size()));
        if (scalar && !scalar->IsZero())
        {
            return *scalar;
        }
    }
}

std::optional<EcScalar>
EllipticCurve::DecodeScalar(ByteView octets) const
{
    EcScalar scalar;
    if (octets.size() != EcScalar::SIZE)
    {
        return std::nullopt;
    }
    Require(BN_bin2bn(octets.data(), EcScalar::SIZE, scalar.m_value.get()), "read a scalar");
    if (BN_cmp(scalar.m_value.get(), EC_GROUP_get0_order(m_group.get())) >= 0)
    {
        return std::nullopt;
    }
    return scalar;
}

EcScalar
EllipticCurve::Reduce(ByteView octets) const
{
    Require(octets.size() <= INT_MAX, "reduce so many octets");
    EcScalar scalar;
    BIGNUM* value = scalar.m_value.get();
    Require(BN_bin2bn(octets.data(), static_cast<int>(octets.size()), value) &&
                BN_nnmod(value, value, EC_GROUP_get0_order(m_group.get()), m_work.get()),
            "reduce an integer");
    return scalar;
}

EcScalar
EllipticCurve::Add(const EcScalar& a, const EcScalar& b) const
{
    return Combine(BN_mod_add, a, b);
}

EcScalar
EllipticCurve::Subtract(const EcScalar& a, const EcScalar& b) const
{
    return Combine(BN_mod_sub, a, b);
}

EcScalar
EllipticCurve::Multiply(const EcScalar& a, const EcScalar& b) const
{
    return Combine(BN_mod_mul, a, b);
}

EcScalar
EllipticCurve::Combine(ScalarFunction* function, const EcScalar& a, const EcScalar& b) const
{
    EcScalar result;
    Require(function(result.m_value.get(),
                     a.m_value.get(),
                     b.m_value.get(),
                     EC_GROUP_get0_order(m_group.get()),
                     m_work.get()),
            "calculate with scalars");
    return result;
}

EcScalar
EllipticCurve::Invert(const EcScalar& a) const
{
    EcScalar result;
    Require(BN_mod_inverse(result.m_value.get(),
                           a.m_value.get(),
                           EC_GROUP_get0_order(m_group.get()),
                           m_work.get()),
            "invert a scalar");
    return result;
}

EcPoint
EllipticCurve::MultiplyBase(const EcScalar& k) const
{
    CountOperation(m_operations.multiplyBase);
    return Combine(&k, nullptr, nullptr);
}

EcPoint
EllipticCurve::Multiply(const EcScalar& k, const EcPoint& point) const
{
    CountOperation(m_operations.multiply);
    return Combine(nullptr, &k, &point);
}

EcPoint
EllipticCurve::MultiplyAdd(const EcScalar& a, const EcScalar& b, const EcPoint& point) const
{
    CountOperation(m_operations.multiplyBase);
    CountOperation(m_operations.multiply);
    CountOperation(m_operations.add);
    return Combine(&a, &b, &point);
}

EcPoint
EllipticCurve::Combine(const EcScalar* a, const EcScalar* b, const EcPoint* point) const
{
    EcPoint result = GetInfinity();
    Require(!point || point->m_curve == this, "multiply a point of another curve");
    Require(EC_POINT_mul(m_group.get(),
                         result.m_value.get(),
                         a ? a->m_value.get() : nullptr,
                         point ? point->m_value.get() : nullptr,
                         b ? b->m_value.get() : nullptr,
                         m_work.get()),
            "multiply a point");
    return result;
}

EcPoint
EllipticCurve::Add(const EcPoint& p, const EcPoint& q) const
{
    Require(p.m_curve == this && q.m_curve == this, "add points of another curve");
    CountOperation(m_operations.add);
    EcPoint sum = GetInfinity();
    Require(EC_POINT_add(m_group.get(),
                         sum.m_value.get(),
                         p.m_value.get(),
                         q.m_value.get(),
                         m_work.get()),
            "add points");
    return sum;
}

EcPoint
EllipticCurve::Subtract(const EcPoint& p, const EcPoint& q) const
{
    EcPoint negative = q;
    Require(negative.m_curve == this &&
                EC_POINT_invert(m_group.get(), negative.m_value.get(), m_work.get()),
            "negate a point");
    return Add(p, negative);
}

EcPoint
EllipticCurve::GetInfinity() const
{
    EcPoint point;
    point.m_curve = this;
    point.m_value.reset(EC_POINT_new(m_group.get())); // which is infinity
    Require(point.m_value != nullptr, "hold a point");
    return point;
}

Secret
EllipticCurve::Agree(const EcScalar& k, const EcPoint& point) const
{
    const EcPoint product = Multiply(k, point);
    WipedArray<1 + EcScalar::SIZE>
        octets; // a compressed point, which begins with the ordinate's sign
    if (EC_POINT_point2oct(m_group.get(),
                           product.m_value.get(),
                           POINT_CONVERSION_COMPRESSED,
                           octets.data(),
                           octets.size(),
                           m_work.get()) != octets.size())
    {
        FillRandom(octets);
    }
    return Secret(ByteView(octets.data(), octets.size()).SubView(1));
}

} // namespace ns3::mqtt
