// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ELLIPTIC_CURVE_H
#define MQTT_ELLIPTIC_CURVE_H

#include "mqtt-openssl.h"
#include "mqtt-operation.h"

#include <optional>

/// @file
/// Points and scalars of elliptic curves, computed by OpenSSL and counted in the current
/// CryptoScope, for schemes that are made of more than signatures and key agreement.

namespace ns3::mqtt
{

class EllipticCurve;

/// How a point is written.
enum class PointEncoding
{
    COMPRESSED,   ///< 33 octets (SEC 1, section 2.3.3)
    UNCOMPRESSED, ///< 65 octets (SEC 1, section 2.3.3)
    HEXADECIMAL   ///< the compressed form as 66 lower-case hexadecimal digits
};

/// An integer modulo the order of a curve. Wiped when it is given up.
class EcScalar
{
  public:
    static constexpr std::size_t SIZE = 32; ///< octets when written

    /// Zero.
    EcScalar();

    /// @param other scalar to copy
    EcScalar(const EcScalar& other);

    /// @param other scalar to take; left without a value
    EcScalar(EcScalar&& other) noexcept = default;

    /// @param other new value
    /// @return this
    EcScalar& operator=(EcScalar other) noexcept;

    ~EcScalar() = default;

    /// @return the integer in SIZE octets, the most significant first
    Secret Encode() const;

    /// @return whether it is zero
    bool IsZero() const;

    /// @param other of the same curve
    /// @return whether both are the same, in a time that tells nothing
    bool operator==(const EcScalar& other) const;

    /// @param other of the same curve
    /// @return whether they differ
    bool operator!=(const EcScalar& other) const
    {
        return !(*this == other);
    }

  private:
    friend class EllipticCurve;

    OpensslPtr<BIGNUM> m_value; ///< less than the order; null after a move
};

/// A point of a curve.
class EcPoint
{
  public:
    /// No point at all, of no curve; may only be assigned to.
    EcPoint() = default;

    /// @param other point to copy
    EcPoint(const EcPoint& other);

    /// @param other point to take; left without a value
    EcPoint(EcPoint&& other) noexcept = default;

    /// @param other new value
    /// @return this
    EcPoint& operator=(EcPoint other) noexcept;

    ~EcPoint() = default;

    /// @return whether it is a point of a curve
    explicit operator bool() const
    {
        return m_value != nullptr;
    }

    /// @return whether it is the point at infinity
    bool IsInfinity() const;

    /// @param other of the same curve
    /// @return whether both are the same; true if neither is a point
    bool operator==(const EcPoint& other) const;

    /// @param other of the same curve
    /// @return whether they differ
    bool operator!=(const EcPoint& other) const
    {
        return !(*this == other);
    }

  private:
    friend class EllipticCurve;

    const EllipticCurve* m_curve{nullptr}; ///< the curve; lives as long as the program
    OpensslPtr<EC_POINT> m_value;          ///< OpenSSL's point
};

/// A curve of prime order over a prime field of 256 bits: the arithmetic of its scalars and points.
/// Multiplications count as "point-multiply-base-CURVE" and "point-multiply-CURVE", additions and
/// subtractions of points as "point-add-CURVE", with CURVE "p256" or "secp256k1"; the arithmetic of
/// scalars, and the writing and reading of points, count as nothing. OpenSSL blinds multiplications
/// on secp256k1 with octets of the current CryptoScope, which count as nothing either; without a
/// scope there are none, and the program ends.
class EllipticCurve
{
  public:
    /// Which curve.
    enum Name
    {
        P256,     ///< NIST P-256, secp256r1 (SEC 2, FIPS 186-5)
        SECP256K1 ///< secp256k1 (SEC 2)
    };

    /// @param name which
    /// @return the curve, which lives as long as the program
    static const EllipticCurve& Get(Name name);

    EllipticCurve(const EllipticCurve&) = delete;
    EllipticCurve& operator=(const EllipticCurve&) = delete;

    /// @return a random scalar of the current party, from 1 to the order less one
    EcScalar MakeRandomScalar() const;

    /// @param octets EcScalar::SIZE octets, the most significant first
    /// @return the scalar; none if the length is wrong or the order is not greater
    std::optional<EcScalar> DecodeScalar(ByteView octets) const;

    /// @param octets of any length, such as a digest, as an integer, the most significant first
    /// @return its remainder modulo the order
    EcScalar Reduce(ByteView octets) const;

    /// @param a scalar
    /// @param b scalar
    /// @return a + b
    EcScalar Add(const EcScalar& a, const EcScalar& b) const;

    /// @param a scalar
    /// @param b scalar
    /// @return a - b
    EcScalar Subtract(const EcScalar& a, const EcScalar& b) const;

    /// @param a scalar
    /// @param b scalar
    /// @return a b
    EcScalar Multiply(const EcScalar& a, const EcScalar& b) const;

    /// @param a not zero
    /// @return 1 / a
    EcScalar Invert(const EcScalar& a) const;

    /// @param k scalar
    /// @return k G; the time does not depend on k
    EcPoint MultiplyBase(const EcScalar& k) const;

    /// @param k scalar
    /// @param point P
    /// @return k P; the time does not depend on k
    EcPoint Multiply(const EcScalar& k, const EcPoint& point) const;

    /// Both multiplications in one, for the verification of signatures: counted as one of the base
    /// point, one of another point and one addition.
    /// @param a scalar of the base point G
    /// @param b scalar of the other point
    /// @param point P
    /// @return a G + b P; only for scalars that are public
    EcPoint MultiplyAdd(const EcScalar& a, const EcScalar& b, const EcPoint& point) const;

    /// @param p point P
    /// @param q point Q
    /// @return P + Q
    EcPoint Add(const EcPoint& p, const EcPoint& q) const;

    /// @param p point P
    /// @param q point Q
    /// @return P - Q
    EcPoint Subtract(const EcPoint& p, const EcPoint& q) const;

    /// @return the point at infinity
    EcPoint GetInfinity() const;

    /// @param encoding how it is to be written
    /// @return octets of a point
    static std::size_t GetPointSize(PointEncoding encoding);

    /// @param point of this curve
    /// @param encoding how it is to be written
    /// @return GetPointSize() octets; for infinity, something that no Decode() reads
    Bytes Encode(const EcPoint& point, PointEncoding encoding) const;

    /// @param octets from a peer
    /// @param encoding how it should be written
    /// @return the point; none if it is not written like that, not on the curve, or infinity
    std::optional<EcPoint> Decode(ByteView octets, PointEncoding encoding) const;

    /// @param k secret
    /// @param point the other side's public key
    /// @return the abscissa of k P, 32 octets: the shared secret of Diffie-Hellman (SEC 1, section
    ///         3.3.1); random octets, on which nobody agrees, if that is infinity
    Secret Agree(const EcScalar& k, const EcPoint& point) const;

  private:
    friend class EcPoint;

    /// What the work on a curve counts as.
    struct Operations
    {
        Operation multiplyBase; ///< one k G
        Operation multiply;     ///< one k P
        Operation add;          ///< one sum of points
    };

    /// BN_mod_add() and its like: result, two operands, modulus, room to work in.
    using ScalarFunction = int(BIGNUM*, const BIGNUM*, const BIGNUM*, const BIGNUM*, BN_CTX*);

    /// @param nid OpenSSL's number of the curve
    /// @param names what its operations count as
    EllipticCurve(int nid, const Operations& names);
    ~EllipticCurve() = default;

    /// @param function what to do
    /// @param a left operand
    /// @param b right operand
    /// @return its result
    EcScalar Combine(ScalarFunction* function, const EcScalar& a, const EcScalar& b) const;

    /// @param a may be null for none
    /// @param b may be null for none
    /// @param point null if b is
    /// @return a G + b P, uncounted
    EcPoint Combine(const EcScalar* a, const EcScalar* b, const EcPoint* point) const;

    Operations m_operations;      ///< what the work on it counts as
    OpensslPtr<EC_GROUP> m_group; ///< OpenSSL's curve
    OpensslPtr<BN_CTX> m_work;    ///< room to work in; gives the octets that blind
};

} // namespace ns3::mqtt

#endif /* MQTT_ELLIPTIC_CURVE_H */
