// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-curve.h"

#include "mqtt-bench-clock.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-elliptic-curve.h"
#include "ns3/mqtt-seeded-random.h"

#include <array>

namespace ns3::mqtt
{

namespace
{

/// @param count number of multiplications
/// @param name which curve
/// @return host time of all
Result<double>
MultiplyByModule(std::uint32_t count, EllipticCurve::Name name)
{
    NullMeter meter;
    SeededRandom random({});
    const CryptoScope scope(meter, random, 0);
    const auto& curve = EllipticCurve::Get(name);
    const EcScalar k = curve.MakeRandomScalar();
    // As points of peers come: by their coordinates.
    const auto encoding = PointEncoding::UNCOMPRESSED;
    const auto point = curve.Decode(curve.Encode(curve.MultiplyBase(k), encoding), encoding);
    if (!point)
    {
        return Error{"a point cannot be read"};
    }
    const double begin = GetHostSeconds();
    for (std::uint32_t i = 0; i < count; ++i)
    {
        curve.Multiply(k, *point);
    }
    return GetHostSeconds() - begin;
}

/// @param count number of shared secrets
/// @return host time of all
Result<double>
DeriveByOpenssl(std::uint32_t count)
{
    const OpensslPtr<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const OpensslPtr<EVP_PKEY> peer(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const OpensslPtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (!peer || !context || EVP_PKEY_derive_init(context.get()) <= 0 ||
        EVP_PKEY_derive_set_peer(context.get(), peer.get()) <= 0)
    {
        return MakeOpensslError("cannot set ECDH up");
    }
    std::array<std::uint8_t, EcScalar::SIZE> shared;
    const double begin = GetHostSeconds();
    for (std::uint32_t i = 0; i < count; ++i)
    {
        std::size_t size = shared.size();
        if (EVP_PKEY_derive(context.get(), shared.data(), &size) <= 0)
        {
            return MakeOpensslError("cannot derive");
        }
    }
    return GetHostSeconds() - begin;
}

/// @param taken host time of all, or why there is none
/// @return the same as a run
Result<RunOutput>
MakeOutput(const Result<double>& taken)
{
    if (!taken)
    {
        return taken.error();
    }
    RunOutput output;
    output.figures["curve_s"] = taken.value();
    return output;
}

} // namespace

void
AddCurveRuns(std::uint32_t count, std::vector<RunJob>& turn)
{
    const double weight = 1.3 * count;
    const auto multiply = [count](EllipticCurve::Name name) {
        return [count, name](ProgressSink&) { return MakeOutput(MultiplyByModule(count, name)); };
    };
    turn.push_back({"curve-p256", multiply(EllipticCurve::P256), weight});
    turn.push_back({"curve-openssl",
                    [count](ProgressSink&) { return MakeOutput(DeriveByOpenssl(count)); },
                    weight});
    turn.push_back({"curve-secp256k1", multiply(EllipticCurve::SECP256K1), 6 * weight});
}

void
ReportCurves(std::uint32_t count,
             const BenchRuns& runs,
             BenchReport::Bound bound,
             BenchReport& report)
{
    report.StartGroup("Point multiplication, against ECDH on P-256 by bare OpenSSL");
    const auto getRatio = [&runs](const std::string& series) {
        return runs.GetMedian(series, [&series](const auto& get) {
            return get(series, "curve_s") / get("curve-openssl", "curve_s");
        });
    };
    const auto add = [&](const std::string& name, const std::string& title) {
        const double seconds = runs.GetMedian("curve-" + name, "curve_s");
        report.Add("ec-multiply-" + name, title, 1e6 * seconds / count, "us");
    };
    report.Add("ec-multiply-p256-ratio",
               "host time on P-256, ratio",
               getRatio("curve-p256"),
               "",
               bound,
               1.3);
    report.Add("ec-multiply-secp256k1-ratio",
               "  on secp256k1, which OpenSSL has no fast code for",
               getRatio("curve-secp256k1"),
               "");
    add("p256", "host time per multiplication on P-256");
    add("openssl", "  of bare OpenSSL");
    add("secp256k1", "  on secp256k1");
}

} // namespace ns3::mqtt
